"""A mistake put into imported functions, if it lies within functions."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType

import attrs

_IS_FUNCTION = 0x02  # inspect.CO_NEWLOCALS: a class body and a module have no locals


@attrs.frozen
class Name:
    """A function of a module: its qualified name, and its number among equal names."""

    qualified: str
    number: int


def changed(before: str, after: str) -> dict[Name, CodeType] | None:
    """Return the functions that differ, with their new code; None if more than functions does."""
    old, new = (dict(_named(compile(text, "module", "exec"))) for text in (before, after))
    if old.keys() != new.keys():
        return None
    differing = {name: new[name] for name in old if _content(old[name]) != _content(new[name])}
    if all(_takes_place_of(old[name], code) for name, code in differing.items()):
        return differing
    return None


def _takes_place_of(old: CodeType, new: CodeType) -> bool:
    """Return whether code can be exchanged: a function's, with the same cells."""
    return bool(new.co_flags & _IS_FUNCTION) and old.co_freevars == new.co_freevars


def _named(module: CodeType) -> Iterator[tuple[Name, CodeType]]:
    """Yield all code of a module, the module's own first."""
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
    """Return what code does, wherever it is; a function's inner functions are part of it."""
    constants = [_constant(code, constant) for constant in code.co_consts]
    arguments = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_varnames
    names = code.co_names, code.co_freevars, code.co_cellvars, code.co_flags
    return (*arguments, *names, code.co_code, code.co_exceptiontable, tuple(constants))


def _constant(code: CodeType, constant: object) -> object:
    if isinstance(constant, CodeType):
        return _content(constant) if code.co_flags & _IS_FUNCTION else constant.co_qualname
    return type(constant), repr(constant)


class Functions:
    """The functions of this process, by file and place of their definition."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
        gc.unfreeze()  # get_objects leaves out what tests/conftest.py has frozen
        for known in gc.get_objects():
            if type(known) is FunctionType:  # isinstance would evaluate Django's lazy objects
                code = known.__code__
                place = code.co_filename, code.co_qualname, code.co_firstlineno
                self._at[place].append(known)

    def put(self, file: str, source: str, other: dict[Name, CodeType]) -> bool:
        """Exchange their code; return False, and change nothing, if a function isn't there."""
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
        return [known for known in found if _content(known.__code__) == _content(code)]
