"""Clients that share no code with ours, against the sandbox: PHP, and bash with openssl and curl.

The scripts check every reply's sign themselves. They need the Debian packages php-cli, openssl
and curl.
"""

import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from zhixiao_async.sandbox import TEST_CREDENTIALS, SandboxThread, Verdict

HERE = Path(__file__).parent
PHP = ["php", str(HERE / "zhixiao.php")]
BASH = ["bash", str(HERE / "zhixiao.sh")]
NOWHERE = "http://127.0.0.1:9/notify"


@pytest.fixture
def gateway() -> Iterator[SandboxThread]:
    with SandboxThread() as one:
        yield one


def run(*command: str, given: bytes = b"", secret: str = "") -> subprocess.CompletedProcess[bytes]:
    credentials = {
        "ZHIXIAO_APP_ID": TEST_CREDENTIALS.app_id,
        "ZHIXIAO_APP_SECRET": secret or str(TEST_CREDENTIALS.app_secret),
        "ZHIXIAO_AES_KEY": str(TEST_CREDENTIALS.aes_key),
    }
    return subprocess.run(
        command, input=given, env=os.environ | credentials, capture_output=True, timeout=60
    )


@pytest.mark.parametrize("command", [[*PHP, "journey"], BASH], ids=["php", "bash"])
def test_journey(gateway, command):
    """Create, query, pay, query, refund, and a repeated refund refused with a sentence."""
    done = run(*command, gateway.base_url, NOWHERE)
    assert (done.returncode, done.stderr) == (0, b"")
    order = gateway.order(done.stdout.decode().strip())
    assert (order.state, order.refunded, order.body[:2]) == ("paid", 9800, "学费")
    assert [one.ret_code for one in gateway.requests] == [0, 0, 0, 0, -1]


@pytest.mark.parametrize("command", [[*PHP, "journey"], BASH], ids=["php", "bash"])
def test_wrong_secret(gateway, command):
    """The script sees that it can't believe the answer: its own check is a real one."""
    done = run(*command, gateway.base_url, NOWHERE, secret="wrong")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"sign is wrong" in done.stderr


class PhpMerchant(BaseHTTPRequestHandler):
    """Hands a notification to the script and answers what that prints."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        done = run(*PHP, "notified", given=body)
        self.send_response(200 if done.returncode == 0 else 500)
        self.send_header("Content-Length", str(len(done.stdout)))
        self.end_headers()
        self.wfile.write(done.stdout)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def merchant() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), PhpMerchant) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/notify"
        server.shutdown()
        thread.join()


def test_php_opens_a_notification(gateway, merchant):
    """What PHP answers is a sealed and signed success to the gateway."""
    assert run(*PHP, "journey", gateway.base_url, merchant).returncode == 0
    gateway.drain()
    assert [one.verdict for one in gateway.notifications] == [Verdict.SEALED]


def test_php_refuses_a_forged_notification():
    """A sign that doesn't fit ends it with 1 and without an answer."""
    form = f"id={TEST_CREDENTIALS.app_id}&param=AAAA&sign={'0' * 32}"
    done = run(*PHP, "notified", given=form.encode())
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"sign is wrong" in done.stderr
