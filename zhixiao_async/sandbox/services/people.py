"""Sections 2.6 and 2.7: the person behind a payer's id or a student number."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

import attrs

from ...endpoints import (
    IdentityType,
    PayType,
    Sex,
    UserCard,
    UserCardResult,
    UserIdentity,
    UserIdentityResult,
)
from .context import GatewayContext, serves
from .refusals import failed, frozen

SCHOOL_ID = "10086"


@attrs.frozen(kw_only=True)
class Student:
    """A person of the school.

    Attributes:
        user_no: Student or staff number, or a visitor's phone number.
        user_name: Name.
        sex: Sex on record.
        identity_type: Temporary, student or teacher.
        school_id: The school's id.
        frozen: Whether every request that names this person is refused with -3.
    """

    user_no: str
    user_name: str
    sex: Sex = Sex.UNKNOWN
    identity_type: IdentityType = IdentityType.STUDENT
    school_id: str = SCHOOL_ID
    frozen: bool = False

    @property
    def open_id(self) -> str:
        """Id of the school's card in Alipay."""
        return f"{self._digest[:11]}AAAAWPwAVGQ"

    @property
    def wechat_uid(self) -> str:
        """The person's id with WeChat: the ``uid`` of payments there."""
        return f"oGTHE5{self._digest[:22]}"

    @property
    def alipay_uid(self) -> str:
        """The person's id with Alipay."""
        return f"2088{int(self._digest[:10], 16) % 10**12:012d}"

    @property
    def _digest(self) -> str:
        return sha256(self.user_no.encode()).hexdigest()


def enrol(context: GatewayContext, student: Student) -> None:
    """Add a person, or replace the one with the same ``user_no``."""
    context.database.run(
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


def payer_uid(
    context: GatewayContext, user_no: str | None, user_name: str | None, channel: PayType
) -> str:
    """Return the payer's id with the channel; a payer not on the roll becomes a temporary user."""
    user_no = user_no or "guest"
    payer = _find(context, "user_no", user_no)
    if payer is None:
        payer = Student(
            user_no=user_no,
            user_name=user_name or "访客",
            identity_type=IdentityType.TEMPORARY,
        )
        enrol(context, payer)
    return payer.alipay_uid if channel is PayType.ALIPAY else payer.wechat_uid


def refuse_frozen(context: GatewayContext, user_no: str) -> None:
    """Refuse a person whose account is frozen.

    Raises:
        Refusal: The account is frozen (-3).
    """
    student = _find(context, "user_no", user_no)
    if student is not None and student.frozen:
        raise frozen()


@serves(UserIdentity)
def user_identity(context: GatewayContext, request: UserIdentity) -> UserIdentityResult:
    """Serve section 2.6."""
    student = _known(
        _find(context, "alipay_uid", request.uid) or _find(context, "wechat_uid", request.uid)
    )
    return UserIdentityResult(
        open_id=student.open_id,
        user_no=student.user_no,
        user_name=student.user_name,
        sex=student.sex,
        identity_type=student.identity_type,
    )


@serves(UserCard)
def user_card(context: GatewayContext, request: UserCard) -> UserCardResult:
    """Serve section 2.7."""
    student = _known(_find(context, "user_no", request.user_no))
    if request.school_id not in (None, student.school_id):
        raise failed("用户不存在")
    scheme = f"alipays://platformapi/startapp?appId=20000021&b=m&p={student.open_id}"
    return UserCardResult(
        school_id=student.school_id,
        user_no=student.user_no,
        user_name=student.user_name,
        sex=student.sex,
        identity_type=student.identity_type,
        schema_url=f"https://ds.alipay.com/?scheme={quote(scheme, safe='')}",
    )


def _find(context: GatewayContext, column: str, value: str) -> Student | None:
    query = f"SELECT * FROM students WHERE {column} = ?"  # noqa: S608 - one of our own columns
    row = context.database.first(query, value)
    if row is None:
        return None
    return Student(
        user_no=row["user_no"],
        user_name=row["user_name"],
        sex=Sex(row["sex"]),
        identity_type=IdentityType(row["identity_type"]),
        school_id=row["school_id"],
        frozen=bool(row["frozen"]),
    )


def _known(student: Student | None) -> Student:
    if student is None:
        raise failed("用户不存在")
    if student.frozen:
        raise frozen()
    return student
