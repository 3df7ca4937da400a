"""Statements that differ in more than their writing."""

from __future__ import annotations

import ast
from types import CodeType


class Statements:
    """Different statements, told apart by their trees.

    Trees are compared only where the compiled code is the same, which takes a third of the time.
    """

    def __init__(self) -> None:
        self._by_code: dict[object, list[bytes]] = {}

    def add(self, statement: bytes) -> bool:
        """Return True if it compiles and is a new one."""
        try:
            code = compile(statement, "mutant", "exec", dont_inherit=True)
        except SyntaxError:
            return False
        same_code = self._by_code.setdefault(_instructions(code), [])
        if same_code:
            meaning = ast.dump(ast.parse(statement))
            if any(ast.dump(ast.parse(other)) == meaning for other in same_code):
                return False
        same_code.append(statement)
        return True


def _instructions(code: CodeType) -> object:
    """Return what a code does, whatever lines it is on."""
    constants = tuple(
        _instructions(value) if isinstance(value, CodeType) else value for value in code.co_consts
    )
    variables = code.co_varnames, code.co_cellvars, code.co_freevars
    return code.co_code, code.co_names, constants, variables
