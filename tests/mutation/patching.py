"""A mistake put into functions that are imported already, where it lies within functions."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType

import attrs

_IS_FUNCTION = 0x02  # inspect.CO_NEWLOCALS: a class's body and a module have no locals of their own


@attrs.frozen
class Name:
    """Which function of a module: its qualified name, and the how manieth of that name."""

    qualified: str
    number: int


def changed(before: str, after: str) -> dict[Name, CodeType] | None:
    """The functions that differ, with their other code; None if more than functions does."""
    old, new = (dict(_named(compile(one, "module", "exec"))) for one in (before, after))
    if old.keys() != new.keys():
        return None
    differing = {name: new[name] for name in old if _content(old[name]) != _content(new[name])}
    if all(_takes_place_of(old[name], code) for name, code in differing.items()):
        return differing
    return None


def _takes_place_of(old: CodeType, new: CodeType) -> bool:
    """Only a function's code can be exchanged, and only if it keeps the same cells."""
    return bool(new.co_flags & _IS_FUNCTION) and old.co_freevars == new.co_freevars


def _named(module: CodeType) -> Iterator[tuple[Name, CodeType]]:
    """All code of a module, the module's own first."""
    seen: Counter[str] = Counter()
    for code in [module, *_within(module)]:
        yield Name(code.co_qualname, seen[code.co_qualname]), code
        seen[code.co_qualname] += 1


def _within(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _within(constant)


def _content(code: CodeType) -> tuple[object, ...]:
    """What it does, wherever it stands; what a function defines is a part of it."""
    constants = [_constant(code, one) for one in code.co_consts]
    arguments = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_varnames
    names = code.co_names, code.co_freevars, code.co_cellvars, code.co_flags
    return (*arguments, *names, code.co_code, code.co_exceptiontable, tuple(constants))


def _constant(code: CodeType, one: object) -> object:
    if isinstance(one, CodeType):
        return _content(one) if code.co_flags & _IS_FUNCTION else one.co_qualname
    return type(one), repr(one)


class Functions:
    """The functions of this process, by the file and the place in it where they were defined."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
        gc.unfreeze()  # what tests/conftest.py froze isn't among the objects
        for one in gc.get_objects():
            if type(one) is FunctionType:  # isinstance would wake up Django's lazy objects
                code = one.__code__
                place = code.co_filename, code.co_qualname, code.co_firstlineno
                self._at[place].append(one)

    def put(self, file: str, source: str, other: dict[Name, CodeType]) -> bool:
        """Exchange their code; False, and nothing is, if one that has to be isn't there."""
        codes = dict(_named(compile(source, file, "exec")))
        found = {name: self._living(file, codes[name]) for name in other}
        outermost = [name for name in other if "<locals>" not in name.qualified]
        if not all(found[name] for name in outermost):
            return False
        for name, functions in found.items():
            for function in functions:
                function.__code__ = other[name].replace(co_filename=file)
        return True

    def _living(self, file: str, code: CodeType) -> Iterable[FunctionType]:
        found = self._at.get((file, code.co_qualname, code.co_firstlineno), [])
        return [one for one in found if _content(one.__code__) == _content(code)]
