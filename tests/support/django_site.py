"""The Django site of the tests: settings are one for each process, so all tests share these."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import django
import pymysql
import sqlalchemy as sa
from django.conf import settings
from django.db import connections

pymysql.install_as_MySQLdb()

ENGINES = {"postgresql": "postgresql", "mysql": "mysql", "sqlite": "sqlite3"}


def database(url: str) -> dict[str, Any]:
    """Return the entry of DATABASES for a URL of SQLAlchemy's."""
    parsed = sa.make_url(url)
    return {
        "ENGINE": f"django.db.backends.{ENGINES[parsed.get_backend_name()]}",
        "NAME": parsed.database or ":memory:",
        "USER": parsed.username or "",
        "PASSWORD": parsed.password or "",
        "HOST": parsed.host or "",
        "PORT": parsed.port or "",
    }


if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1", "testserver"],
        DATABASES={"default": database("sqlite://"), "other": database("sqlite://")},
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "django.contrib.staticfiles",
            "zhixiao_sync.django",
            "tests.django_app.school",
        ],
        LANGUAGE_CODE="en",
        LOGGING_CONFIG=None,
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        ROOT_URLCONF="tests.django_app.school.urls",
        SECRET_KEY="of the tests",
        STATIC_URL="static/",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        USE_TZ=True,
        ZHIXIAO={"HANDLER": "tests.django_app.school.books.credit"},
    )
    django.setup()


@contextmanager
def using(alias: str, url: str, **options: Any) -> Iterator[None]:
    """Have Django's ``alias`` be another database; ``options`` are more of its settings."""
    before = connections.settings[alias]
    _leave(alias)
    entry = database(url) | options
    connections.settings[alias] = connections.configure_settings({"default": entry})["default"]
    try:
        yield
    finally:
        _leave(alias)
        connections.settings[alias] = before


def _leave(alias: str) -> None:
    connections[alias].close()
    with suppress(AttributeError):
        del connections[alias]
