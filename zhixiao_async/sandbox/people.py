"""Sections 2.6 and 2.7: who is behind a payer's id or a student number."""

from __future__ import annotations

from hashlib import sha256
from sqlite3 import Row
from urllib.parse import quote

import attrs

from ..endpoints import (
    IdentityType,
    PayType,
    Sex,
    UserCard,
    UserCardResult,
    UserIdentity,
    UserIdentityResult,
)
from .desk import Desk, serves
from .refusals import failed, frozen

SCHOOL_ID = "10086"


@attrs.frozen(kw_only=True)
class Student:
    """A person of the school.

    Attributes:
        user_no: Student or staff number, or a visitor's phone number.
        user_name: Name.
        sex: As recorded.
        identity_type: Temporary, student or teacher.
        school_id: The school.
        frozen: Everything that names this person is refused with -3.
    """

    user_no: str
    user_name: str
    sex: Sex = Sex.UNKNOWN
    identity_type: IdentityType = IdentityType.STUDENT
    school_id: str = SCHOOL_ID
    frozen: bool = False

    @property
    def open_id(self) -> str:
        """Of the school's card in Alipay."""
        return f"{self._digest[:11]}AAAAWPwAVGQ"

    @property
    def wechat_uid(self) -> str:
        """Who it is to WeChat: the ``uid`` of what this person pays there."""
        return f"oGTHE5{self._digest[:22]}"

    @property
    def alipay_uid(self) -> str:
        """Who it is to Alipay."""
        return f"2088{int(self._digest[:10], 16) % 10**12:012d}"

    @property
    def _digest(self) -> str:
        return sha256(self.user_no.encode()).hexdigest()


def enrol(desk: Desk, student: Student) -> None:
    """Add a person, or replace the one with the same ``user_no``."""
    desk.store.run(
        "INSERT OR REPLACE INTO students VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        student.user_no,
        student.user_name,
        student.sex.value,
        student.identity_type.value,
        student.open_id,
        student.wechat_uid,
        student.alipay_uid,
        student.school_id,
        int(student.frozen),
    )


def payer_uid(desk: Desk, user_no: str | None, user_name: str | None, channel: PayType) -> str:
    """The payer's id with the channel; who isn't on the roll becomes a temporary user."""
    user_no = user_no or "guest"
    row = _find(desk, "user_no", user_no)
    if row is None:
        visitor = Student(
            user_no=user_no,
            user_name=user_name or "访客",
            identity_type=IdentityType.TEMPORARY,
        )
        enrol(desk, visitor)
        row = _find(desk, "user_no", user_no)
    assert row is not None, "enrolled just now"  # noqa: S101
    uid: str = row["alipay_uid" if channel is PayType.ALIPAY else "wechat_uid"]
    return uid


def refuse_frozen(desk: Desk, user_no: str) -> None:
    """Stop if this person's account is frozen.

    Raises:
        Refusal: It is (-3).
    """
    row = _find(desk, "user_no", user_no)
    if row is not None and row["frozen"]:
        raise frozen()


@serves(UserIdentity)
def user_identity(desk: Desk, request: UserIdentity) -> UserIdentityResult:
    """Section 2.6."""
    row = _known(_find(desk, "alipay_uid", request.uid) or _find(desk, "wechat_uid", request.uid))
    return UserIdentityResult(
        open_id=row["open_id"],
        user_no=row["user_no"],
        user_name=row["user_name"],
        sex=Sex(row["sex"]),
        identity_type=IdentityType(row["identity_type"]),
    )


@serves(UserCard)
def user_card(desk: Desk, request: UserCard) -> UserCardResult:
    """Section 2.7."""
    row = _known(_find(desk, "user_no", request.user_no))
    if request.school_id not in (None, row["school_id"]):
        raise failed("用户不存在")
    scheme = f"alipays://platformapi/startapp?appId=20000021&b=m&p={row['open_id']}"
    return UserCardResult(
        school_id=row["school_id"],
        user_no=row["user_no"],
        user_name=row["user_name"],
        sex=Sex(row["sex"]),
        identity_type=IdentityType(row["identity_type"]),
        schema_url=f"https://ds.alipay.com/?scheme={quote(scheme, safe='')}",
    )


def _find(desk: Desk, column: str, value: str) -> Row | None:
    return desk.store.one(f"SELECT * FROM students WHERE {column} = ?", value)  # noqa: S608


def _known(row: Row | None) -> Row:
    if row is None:
        raise failed("用户不存在")
    if row["frozen"]:
        raise frozen()
    return row
