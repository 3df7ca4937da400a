"""Names of arguments and fields: those that are missing, and those that nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import wraps
from inspect import Parameter, signature
from typing import Any, TypeVar

ClassT = TypeVar("ClassT", bound="type[Any]")


class WrongArguments(TypeError):
    """A call whose arguments don't fit, by the name that the caller used.

    Args:
        name: The class or the method.
        problem: The rest of the sentence.
    """

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(name, problem)
        self.problem = problem

    def __str__(self) -> str:
        return "{}() {}".format(*self.args)


def near(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like a misspelled one; empty if none is."""
    return next(iter(get_close_matches(name, list(known), n=1)), "")


def named_arguments(cls: ClassT) -> ClassT:
    """Have a class say what is wrong with its arguments by its own name, not by ``__init__``'s."""
    init: Callable[..., None] = cls.__init__

    @wraps(init)
    def by_name(self: Any, *args: Any, **kwargs: Any) -> None:
        try:
            init(self, *args, **kwargs)
        except TypeError:
            if problem := _problem(init, args, kwargs):
                raise WrongArguments(cls.__name__, problem) from None
            raise

    cls.__init__ = by_name
    return cls


def _problem(init: Callable[..., None], args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Return what keeps these arguments from a class whose arguments all have names."""
    _, *parameters = signature(init).parameters.values()
    known = [parameter.name for parameter in parameters]
    if args:
        return f"takes its arguments by name: {', '.join(f'{name}=…' for name in known)}"
    for name in kwargs:
        if name not in known:
            meant = near(name, known)
            hint = f". Did you mean '{meant}'?" if meant else f"; it takes {', '.join(known)}"
            return f"got an unexpected keyword argument '{name}'{hint}"
    missing = [
        f"'{parameter.name}'"
        for parameter in parameters
        if parameter.default is Parameter.empty and parameter.name not in kwargs
    ]
    if not missing:
        return ""
    plural = "s" if len(missing) > 1 else ""
    listed = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
    return f"missing {len(missing)} required keyword-only argument{plural}: {listed}"
