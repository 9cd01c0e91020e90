"""Small faults that a program may have: every place in a module where one can be put, and how."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


class Mutant(NamedTuple):
    """One fault: the place of a node in the walk over the tree, its line, and what is wrong there."""

    place: int
    line: int
    what: str
    variant: int


def mutants(source: str) -> Iterator[Mutant]:
    """Answer every fault that can be put into a module."""
    tree = ast.parse(source)
    untouched = _untouched(tree)
    for place, node in enumerate(ast.walk(tree)):
        if id(node) not in untouched:
            for variant, (what, _) in enumerate(_faults(node)):
                yield Mutant(place, getattr(node, "lineno", 0), what, variant)


def with_fault(source: str, mutant: Mutant) -> ast.Module:
    """Answer the tree of a module that has one fault."""
    tree = ast.parse(source)
    node = next(node for place, node in enumerate(ast.walk(tree)) if place == mutant.place)
    new = list(_faults(node))[mutant.variant][1]
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(one is node for one in value):
                setattr(parent, name, [new if one is node else one for one in value])
    return ast.fix_missing_locations(tree)


def _faults(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:  # noqa: C901  (a table)
    """Answer what could stand there instead, each with its words."""
    match node:
        case ast.Compare(left=left, ops=[op, *ops], comparators=comparators):
            yield from _swapped(op, lambda new: ast.Compare(left, [new, *ops], comparators), node)
        case ast.BinOp(left=left, op=op, right=right):
            yield from _swapped(op, lambda new: ast.BinOp(left, new, right), node)
        case ast.BoolOp(op=op, values=values):
            yield from _swapped(op, lambda new: ast.BoolOp(new, values), node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not x becomes x", ast.copy_location(operand, node)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield "the other half of an if", ast.copy_location(ast.IfExp(test, orelse, body), node)
        case ast.If(test=test, body=body, orelse=orelse):
            never = ast.Constant(value=False)
            yield "an if that never holds", ast.copy_location(ast.If(never, body, orelse), node)
        case ast.Constant(value=bool(value)):
            yield f"{value} becomes {not value}", ast.copy_location(ast.Constant(value=not value), node)
        case ast.Constant(value=int(value)):
            yield f"{value} becomes {value + 1}", ast.copy_location(ast.Constant(value=value + 1), node)
        case ast.Constant(value=str(value)) if value:
            yield "another text", ast.copy_location(ast.Constant(value=f"not {value}"), node)
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield "answers None", ast.copy_location(ast.Return(ast.Constant(value=None)), node)
        case ast.Raise():
            yield "no error", ast.copy_location(ast.Pass(), node)
        case ast.Expr(value=ast.Call() | ast.YieldFrom()):
            yield "a step left out", ast.copy_location(ast.Pass(), node)
        case ast.AugAssign(target=target, value=value):
            yield "set instead of added to", ast.copy_location(ast.Assign([_stored(target)], value), node)
        case _:
            return


def _swapped(op: ast.AST, made: object, node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    other = SWAPS.get(type(op))
    if other is not None and callable(made):
        yield f"{type(op).__name__} becomes {other.__name__}", ast.copy_location(made(other()), node)


def _stored(target: ast.AST) -> ast.expr:
    assert isinstance(target, ast.expr)
    return target


def _is_none(value: ast.AST) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _untouched(tree: ast.Module) -> set[int]:  # noqa: C901  (a table)
    """Answer the nodes that no test is to notice: docstrings, annotations, decorators, and what only checkers read."""
    found: set[int] = set()

    def leave(node: ast.AST | None) -> None:
        if node is not None:
            found.update(map(id, ast.walk(node)))

    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            first = node.body[0] if node.body else None
            leave(first if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else None)
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            for decorator in node.decorator_list:
                leave(decorator)
        if isinstance(node, ast.FunctionDef):
            leave(node.returns)
        if isinstance(node, (ast.arg, ast.AnnAssign)):
            leave(node.annotation)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            leave(node)  # the words below a constant
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            leave(node)
        if isinstance(node, ast.Assert):
            leave(node)
        if isinstance(node, ast.keyword) and node.arg == "strict":
            leave(node.value)  # a guard against what cannot be, as an assertion is
    return found
