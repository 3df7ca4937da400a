"""Section 2.6: who is the person behind a payer's id?"""

from __future__ import annotations

import attrs
from attrs import field

from ..checks import identifier
from ..registry import Effect, Request, Result, endpoint
from .codes import IdentityType, Sex


@attrs.frozen(kw_only=True)
class UserIdentityResult(Result):
    """A person as the gateway knows them. Any field may be missing, a visitor's most of all.

    Attributes:
        open_id: The person's id with Zhixiao.
        user_no: Student or staff number.
        user_name: Name.
        sex: As recorded.
        identity_type: Temporary, student or teacher.
    """

    open_id: str | None = None
    user_no: str | None = None
    user_name: str | None = None
    sex: Sex | None = None
    identity_type: IdentityType | None = None


@endpoint("/pay_api/user_identity", section="2.6", effect=Effect.READ)
@attrs.frozen(kw_only=True)
class UserIdentity(Request[UserIdentityResult]):
    """Look up a person by the channel's user id (section 2.6).

    The reply doesn't repeat the ``uid``, so it can't be checked against the question; whether a
    look-up costs anything the document doesn't say.

    Attributes:
        uid: The payer's Alipay or WeChat id, as a notification gives it.

    Raises:
        InvalidRequest: ``uid`` is empty.
    """

    uid: str = field(validator=identifier(max_bytes=None).personal)
