"""Plausible mistakes in a module's source, one at a time. No I/O: text in, mutants out.

A mistake is: a comparison that is off by one or reversed, another operator, a number that is one
too great, a negated condition, a misspelt word, a missing argument, statement or element (so that
an error isn't caught), None instead of a result. Prose (a text with a space), docstrings,
annotations and declarations are left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import attrs

from .left_alone import is_docstring, is_left_alone, is_prose, is_text
from .statements import Statements

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "//",
    ast.BitAnd: "|",
    ast.BitOr: "&",
    ast.BitXor: "&",
    ast.LShift: ">>",
    ast.RShift: "<<",
    ast.Pow: "*",
}
_TURNED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@attrs.frozen
class Mutant:
    """One mistake.

    Attributes:
        line: Its first line, counted from 1.
        last: Its last line.
        was: The changed lines as they were, without the white space around them.
        now: The same lines with the mistake.
        source: The whole module with the mistake.
    """

    line: int
    last: int
    was: str
    now: str
    source: str = attrs.field(repr=False, eq=False)


def mutants(source: str) -> list[Mutant]:
    """Return every mutant of a module, in order of lines; each compiles, and no two are equal."""
    found: list[Mutant] = []
    written, walk = source.encode(), _Walk(source)
    for node in ast.parse(
        source
    ).body:  # parsing the statement alone is faster than the whole module
        first, end = walk.span(node)
        known = Statements()
        known.add(written[first:end])
        for start, stop, text in walk.changes(node):
            if stop > end:  # dropping the comma as well would end the statement
                continue
            changed = written[first:start] + text.encode() + written[stop:end]
            if known.add(changed):
                found.append(_mutant(source, (written[:first] + changed + written[end:]).decode()))
    return sorted(found, key=lambda mutant: mutant.line)


def _mutant(source: str, changed: str) -> Mutant:
    before, after = source.splitlines(), changed.splitlines()
    first = next(n for n, pair in enumerate(zip(before, after, strict=False)) if len({*pair}) > 1)
    same = 0
    while same < min(len(before), len(after)) - first and before[-1 - same] == after[-1 - same]:
        same += 1
    was, now = (_joined(lines[first : len(lines) - same]) for lines in (before, after))
    last = max(first + 1, len(before) - same)
    return Mutant(first + 1, last, was, now, changed)


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)


Change = tuple[int, int, str]
"""Another text for a range of bytes."""


class _Walk:
    """Walks a module's tree, with the position of each node in its bytes."""

    def __init__(self, source: str) -> None:
        self._bytes = source.encode()
        self._lines = [0]
        for line in self._bytes.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def changes(self, node: ast.AST) -> Iterator[Change]:
        """Yield every change below a node."""
        if is_left_alone(node) or is_docstring(node):
            return
        yield from self._of(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_params", "decorator_list"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from self.changes(child)

    def _of(self, node: ast.AST) -> Iterator[Change]:
        if isinstance(node, ast.Constant):
            yield from self._constant(node)
        elif isinstance(node, ast.Compare):
            yield from self._comparison(node)
        elif isinstance(node, ast.BoolOp):
            other = "or" if isinstance(node.op, ast.And) else "and"
            own = "and" if isinstance(node.op, ast.And) else "or"
            for left, right in zip(node.values, node.values[1:], strict=False):
                yield self._between(left, right, own, other)
        elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            if not is_text(node.left) and not is_text(node.right):
                own = _symbol(node.op)
                yield self._between(node.left, node.right, own, _OPERATORS[type(node.op)])
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield (*self.span(node), self._text(node.operand))
        elif isinstance(node, ast.If | ast.While | ast.IfExp):
            if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant):
                yield (*self.span(node.test), f"(not {self._text(node.test)})")
        elif isinstance(node, ast.Call):
            yield from self._call(node)
        elif isinstance(node, ast.Tuple | ast.List | ast.Set) and len(node.elts) > 1:
            if not isinstance(getattr(node, "ctx", None), ast.Store):
                yield from self._left_out([(self.span(element), element) for element in node.elts])
        elif isinstance(node, ast.Dict):
            spans = []
            for key, value in zip(node.keys, node.values, strict=True):
                start = self.span(key)[0] if key else self.span(value)[0] - len("**")
                spans.append(((start, self.span(value)[1]), value))
            yield from self._left_out(spans)
        elif isinstance(node, ast.stmt):
            yield from self._statement(node)

    def _statement(self, node: ast.stmt) -> Iterator[Change]:
        whole = self.span(node)
        acts = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await)
        if acts or isinstance(node, ast.Raise):
            yield (*whole, "pass")
        elif isinstance(node, ast.Return) and node.value is not None:
            yield (*whole, "return None")
        elif isinstance(node, ast.Break):
            yield (*whole, "continue")
        elif isinstance(node, ast.Continue):
            yield (*whole, "break")
        elif isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
            own, other = _symbol(node.op), _OPERATORS[type(node.op)]
            yield self._between(node.target, node.value, f"{own}=", f"{other}=")
            yield (*whole, "pass")
        elif isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
            yield (*self.span(node.value), "None")

    def _constant(self, node: ast.Constant) -> Iterator[Change]:
        value, span = node.value, self.span(node)
        if isinstance(value, bool):
            yield (*span, str(not value))
        elif isinstance(value, int | float):
            yield (*span, repr(value + 1))
        elif isinstance(value, str) and value.isupper() and " " in value:  # SQL
            yield (*span, repr(value.rpartition(" ")[0]))
        elif isinstance(value, str | bytes) and value and not is_prose(value):
            mark = "XX" if isinstance(value, str) else b"XX"
            yield (*span, repr(mark + value + mark))  # type: ignore[operator]

    def _comparison(self, node: ast.Compare) -> Iterator[Change]:
        sides = [node.left, *node.comparators]
        for left, right, operator in zip(sides, sides[1:], node.ops, strict=False):
            start, end = self.span(left)[1], self.span(right)[0]
            yield self._outside(start, end, _COMPARISONS[type(operator)])

    def _call(self, node: ast.Call) -> Iterator[Change]:
        if isinstance(node.func, ast.Name) and node.func.id in _TURNED:
            yield (*self.span(node.func), _TURNED[node.func.id])
        yield from self._left_out(
            [(self.span(keyword), keyword) for keyword in node.keywords if keyword.arg]
        )

    def _left_out(self, spans: list[tuple[tuple[int, int], ast.AST]]) -> Iterator[Change]:
        """Yield the omission of each part of a list, a mapping or a call, with its comma."""
        for (start, end), node in spans:
            if isinstance(node, ast.Starred):
                continue
            rest = self._bytes[end:]
            yield start, end + len(rest) - len(rest.lstrip(b", \n")), ""

    def _between(self, left: ast.AST, right: ast.AST, own: str, other: str) -> Change:
        """Find the operator between two operands, whatever brackets are around it."""
        start, end = self.span(left)[1], self.span(right)[0]
        at = self._bytes.index(own.encode(), start, end)
        return at, at + len(own), other

    def _outside(self, start: int, end: int, text: str) -> Change:
        """Find a comparison's operator, which may be two words; brackets stay."""
        between = self._bytes[start:end]
        left = len(between) - len(between.lstrip(b") \n"))
        right = len(between) - len(between.rstrip(b"( \n"))
        return start + left, end - right, text

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return a node's range of bytes."""
        start = self._lines[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        end = self._lines[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        return start, end

    def _text(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return f"({self._bytes[start:end].decode()})"


def _symbol(operator: ast.operator) -> str:
    tree = ast.BinOp(ast.Name("a"), operator, ast.Name("b"))
    return ast.unparse(tree)[1:-1].strip()
