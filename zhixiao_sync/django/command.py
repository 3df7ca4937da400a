"""What the app's commands have in common: their language, their lines, and their exit codes.

0 if everything was done, 1 if something wasn't or ``--yes`` is missing. As cron needs it, each
writes a line or none, and what went wrong to stderr.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhixiao_async import ZhixiaoError

from . import wording
from .wording import Text, lazy, told


class ZhixiaoCommand(BaseCommand):
    """A command of the app's: errors of the library are told in one sentence.

    Attributes:
        name: Its name in the tables of texts.
    """

    name: str

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.help = lazy(f"{cls.name}.help")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command.

        Raises:
            CommandError: The library refused something, or couldn't do it.
        """
        try:
            return super().execute(*args, **options)
        except ZhixiaoError as error:
            raise CommandError(error.localized(wording.language())) from None

    def say(self, key: str, **values: object) -> None:
        """Write a line: an entry ``key`` of this command's texts."""
        self.stdout.write(told(Text(f"{self.name}.{key}", **values)))

    def complain(self, key: str, **values: object) -> None:
        """Write a line to stderr."""
        self.stderr.write(told(Text(f"{self.name}.{key}", **values)))

    def fail(self, key: str, **values: object) -> CommandError:
        """Return the error that ends the command."""
        return CommandError(told(Text(f"{self.name}.{key}", **values)))


def reason_of(error: Exception) -> str:
    """Return an error of the library's in words, and of any other its type alone.

    The text of a handler's own may tell of a payer.
    """
    if isinstance(error, ZhixiaoError):
        return error.localized(wording.language())
    return type(error).__name__
