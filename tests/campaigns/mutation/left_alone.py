"""Parts of a module without behaviour, in which no mistake is made."""

from __future__ import annotations

import ast

_DECLARES = {"Protocol", "TypedDict"}


def is_left_alone(node: ast.AST) -> bool:
    """Return whether a node is a type, read by checkers only, or text for people."""
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.ClassDef):
        return bool(_DECLARES & {ast.unparse(base).partition("[")[0] for base in node.bases})
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return any(ast.unparse(decorator) == "overload" for decorator in node.decorator_list)
    if isinstance(node, ast.Assign):
        names = {ast.unparse(target) for target in node.targets}
        made = ast.unparse(node.value)
        return "__all__" in names or "TypeVar" in made or "ParamSpec" in made
    if isinstance(node, ast.AnnAssign):
        return "TypeAlias" in ast.unparse(node.annotation)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr)


def is_docstring(node: ast.AST) -> bool:
    """Return whether a statement is a lone text, or dots."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_text(node: ast.AST) -> bool:
    """Return whether an operation is on text: texts are joined by +, never subtracted."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def is_prose(value: str | bytes) -> bool:
    """Return whether a text is prose: it has a space in it."""
    text = value if isinstance(value, str) else value.decode("latin-1")
    return any(character.isspace() for character in text)
