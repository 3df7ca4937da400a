"""A fork that Python isn't told of, as uWSGI's: the child's calls end, and the parent's go on."""

from __future__ import annotations

import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux' /proc")

SAID = {
    "used": "2013141516",
    "dropped": "dropped",
    "closed": "closed",
    "listing": "NotSent: this listing was begun in another process",
    "forked_in_the_call": "order_refund: this process was forked while the call was under way, and "
    "its parent goes on with it; it may have been applied: find out by order_",
    "awaited": "2013141516",
}


@pytest.mark.parametrize(("case", "said"), SAID.items(), ids=SAID)
def test_child(run_python, gateway, case, said):
    """The child answers or says what is known, nobody hangs, and the parent's next call works."""
    ended = run_python("fork_unseen", case, gateway.base_url)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(said), ended.stdout
