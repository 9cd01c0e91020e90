"""Reads the source of supportkit for the tests of this folder, without importing it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "supportkit"
DOMAIN = frozenset(
    "communities groups memberships sessions discussions facilitation engagement safety privacy measures".split()
)


class Module(NamedTuple):
    """One module: its dotted name, where it stands, and its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """The words of its name after `supportkit`."""
        return tuple(self.name.split(".")[1:])


@cache
def modules() -> tuple[Module, ...]:
    """Answer every module of the package."""
    return tuple(_module(path) for path in sorted(PACKAGE.rglob("*.py")))


def _module(path: Path) -> Module:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, ast.parse(path.read_text("utf-8"), str(path)))


class Import(NamedTuple):
    """One import that happens when the program runs."""

    name: str
    line: int


def imports(module: Module) -> Iterator[Import]:
    """Answer what a module imports, at its top or later, but not for type checkers only."""
    package = module.name if module.path.name == "__init__.py" else module.name.rpartition(".")[0]
    for node in running(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                home = package.split(".")[: len(package.split(".")) - node.level + 1]
                start = ".".join([*home, *([node.module] if node.module else [])])
            yield from (Import(f"{start}.{alias.name}", node.lineno) for alias in node.names)


def running(tree: ast.AST) -> Iterator[ast.AST]:
    """Answer every node but those inside `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            for other in node.orelse:
                yield other
                yield from running(other)
            continue
        yield node
        yield from running(node)


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def dotted(node: ast.expr) -> str:
    """Answer `a.b.c` for such an expression, and nothing for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        start = dotted(node.value)
        return f"{start}.{node.attr}" if start else ""
    return ""
