"""Section 2.7: a person's campus card in Alipay."""

from __future__ import annotations

import attrs
from attrs import field

from ..checks import identifier
from ..registry import Effect, Request, Result, endpoint
from .codes import IdentityType, Sex
from .metadata import none_if_empty


@attrs.frozen(kw_only=True)
class UserCardResult(Result):
    """A person and the link that opens the campus card in Alipay.

    Attributes:
        user_no: Student or staff number, as asked for.
        user_name: Name.
        sex: As recorded.
        identity_type: Temporary, student or teacher.
        schema_url: Open it in a web view; Alipay takes over.
        school_id: The school; in the document's example, not in its table.
    """

    user_no: str | None = None
    user_name: str | None = None
    sex: Sex | None = None
    identity_type: IdentityType | None = None
    schema_url: str | None = None
    school_id: str | None = None


@endpoint("/pay_api/user_card", section="2.7", effect=Effect.READ)
@attrs.frozen(kw_only=True)
class UserCard(Request[UserCardResult]):
    """Look up the campus card of a student or teacher (section 2.7, Alipay only).

    Attributes:
        user_no: Student or staff number.
        school_id: The school; in the document's example, not in its table.

    Raises:
        InvalidRequest: ``user_no`` is empty.
    """

    user_no: str = field(validator=identifier(max_bytes=None).personal)
    school_id: str | None = field(
        default=None, converter=none_if_empty, validator=identifier(max_bytes=None)
    )
