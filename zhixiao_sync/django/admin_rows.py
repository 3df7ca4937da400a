"""Read-only pages of the library's rows: found by either number or by day, and by the whole key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from zhixiao_async.fields import BEIJING, begin_of, end_of, write_time

from . import app_settings
from .wording import lazy

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[models.Model]
else:  # it takes no type arguments when it runs
    _Admin = admin.ModelAdmin

_BETWEEN = "\n"
"""Between the values of a key in an address; no number has it."""
_MONTHS = 12


class RowAdmin(_Admin):
    """Rows of one of the library's tables: to look at, never to change.

    Attributes:
        key: The names of the key's columns.
        time: The column that the days are of.
    """

    key: ClassVar[tuple[str, ...]]
    time: ClassVar[str]
    actions = None
    list_display_links = None
    search_help_text = lazy("search")
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[models.Model], search_term: str
    ) -> tuple[QuerySet[models.Model], bool]:
        """Return the rows that have a number, or are of a day; never a part of a number."""
        term = search_term.strip()
        if not term:
            return queryset, False
        wanted = Q()
        for column in self.search_fields:
            wanted |= Q(**{column: term})
        with suppress(ValueError):
            wanted |= self.days(date.fromisoformat(term))
        return queryset.filter(wanted), False

    def days(self, first: date, last: date | None = None) -> Q:
        """Return the condition that a row is of a day, or of one from a day to another."""
        begin, end = begin_of(first), end_of(last or first)
        return Q(**{f"{self.time}__gte": begin.isoformat(), f"{self.time}__lt": end.isoformat()})

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Model]:
        """Return the rows, of the database that the setting names."""
        model: Any = self.model
        rows = model.shown.using(app_settings.value("USING"))
        found: QuerySet[models.Model] = rows.order_by(*self.get_ordering(request))
        return found

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        """Return the row whose key an address names."""
        values = object_id.split(_BETWEEN)
        if len(values) != len(self.key):
            return None
        return self.get_queryset(request).filter(**dict(zip(self.key, values, strict=True))).first()

    def link(self, row: models.Model, text: str) -> str:
        """Return a text that leads to a row's page."""
        values = _BETWEEN.join(getattr(row, name) for name in self.key)
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        address = reverse(page, args=(quote(values),), current_app=self.admin_site.name)
        return format_html('<a href="{}">{}</a>', address, text)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the fields of a row's page: all of them."""
        return [str(name) for name in self.get_fields(request, obj)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: nobody adds a row."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: nobody changes a row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: nobody deletes a row."""
        return False


class DayFilter(admin.SimpleListFilter):
    """Rows of today, of the last week, or of a month; days are Beijing's."""

    title = lazy("filter.day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the periods."""
        months = [(month, month) for month in _months(_today())]
        return [("today", lazy("filter.today")), ("week", lazy("filter.week")), *months]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[models.Model]
    ) -> QuerySet[models.Model]:
        """Return the rows of the period."""
        chosen, today = self.value(), _today()
        rows: RowAdmin = self._admin
        if chosen == "today":
            return queryset.filter(rows.days(today))
        if chosen == "week":
            return queryset.filter(rows.days(today - timedelta(days=6), today))
        if chosen in _months(today):
            first = date.fromisoformat(f"{chosen}-01")
            return queryset.filter(rows.days(first, _month_after(first) - timedelta(days=1)))
        return queryset

    def __init__(
        self, request: HttpRequest, params: Any, model: type[models.Model], model_admin: Any
    ) -> None:
        self._admin = model_admin
        super().__init__(request, params, model, model_admin)


def beijing_time(text: str) -> str:
    """Return a time of a row as it is shown, on one line."""
    return format_html('<span class="nowrap">{}</span>', write_time(datetime.fromisoformat(text)))


def _today() -> date:
    return datetime.now(BEIJING).date()


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _months(today: date) -> list[str]:
    def walk() -> Iterator[str]:
        first = today.replace(day=1)
        for _ in range(_MONTHS):
            yield f"{first:%Y-%m}"
            first = (first - timedelta(days=1)).replace(day=1)

    return [*walk()]
