"""The tables as declarative mixins, in your own metadata: for Alembic and for your queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, MappedColumn, declared_attr, mapped_column

from ..journal.rows import journal_table
from ..notify.table import inbox_table
from .sql_tables import ENGINES, TYPES, named_indexes
from .tables import Table


class _Described:
    """A mixin for a table that is described once, for every database."""

    _describe: ClassVar[Callable[[str], Table]]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> Any:
        name: str = cls.__tablename__  # type: ignore[attr-defined]
        return (*named_indexes(cls._describe(name)), ENGINES)


def _columns_of(table: Table) -> Callable[[str], MappedColumn[Any]]:
    described = {column.name: column for column in table.columns}

    def column(name: str) -> MappedColumn[Any]:
        one = described[name]
        kind = TYPES[one.kind]
        return mapped_column(kind, primary_key=one.key, nullable=not one.required)

    return column


_inbox = _columns_of(inbox_table())
_journal = _columns_of(journal_table())


class InboxMixin(_Described):
    """The inbox's table: ``class PaymentInbox(InboxMixin, Base): __tablename__ = "zhixiao_inbox"``.

    It is the one that ``create_table()`` would make, with its indexes in ``__table_args__``. The
    inbox writes its rows; yours is to read them, and to let Alembic create the table. Times are
    text in ISO 8601 with +08:00, ``fee`` is in fen, ``payer`` holds personal data.

    Raises:
        InvalidRequest: ``__tablename__`` isn't plain.
    """

    _describe = staticmethod(inbox_table)

    app_id: Mapped[str] = _inbox("app_id")
    order_id: Mapped[str] = _inbox("order_id")
    out_trade_no: Mapped[str] = _inbox("out_trade_no")
    source: Mapped[str] = _inbox("source")
    fee: Mapped[int | None] = _inbox("fee")
    time_end: Mapped[str | None] = _inbox("time_end")
    payer: Mapped[str] = _inbox("payer")
    handled_at: Mapped[str] = _inbox("handled_at")
    reruns: Mapped[int] = _inbox("reruns")


class JournalMixin(_Described):
    """The refund journal's table: with ``__tablename__ = "zhixiao_journal"``.

    It is the one that the journal's ``create_table()`` would make. The journal writes its rows;
    ``request`` of a receipt holds personal data.

    Raises:
        InvalidRequest: ``__tablename__`` isn't plain.
    """

    _describe = staticmethod(journal_table)

    app_id: Mapped[str] = _journal("app_id")
    kind: Mapped[str] = _journal("kind")
    number: Mapped[str] = _journal("number")
    order_id: Mapped[str] = _journal("order_id")
    state: Mapped[str] = _journal("state")
    sent_at: Mapped[str] = _journal("sent_at")
    request: Mapped[str] = _journal("request")
    result: Mapped[str | None] = _journal("result")
    token: Mapped[str | None] = _journal("token")
    unsent: Mapped[str | None] = _journal("unsent")
