"""Shows the constructors of attrs classes and named tuples on the API pages, and to `griffe check`.

griffe reads source without running it and knows `dataclasses`, but neither of these: a class would be shown without
the arguments that it takes, and a changed argument would count as no change. This builds the missing `__init__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import griffe

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFINES = frozenset({"attrs.frozen", "attrs.define", "attrs.mutable", "attr.frozen", "attr.define", "attr.mutable"})
FIELDS = frozenset({"attrs.field", "attr.field", "attr.ib"})


def arguments(call: object) -> dict[str, Any]:
    """Answer the named arguments of a call, as they are written."""
    if not isinstance(call, griffe.ExprCall):
        return {}
    return {one.name: one.value for one in call.arguments if isinstance(one, griffe.ExprKeyword)}


def decorator_of(cls: griffe.Class) -> griffe.Expr | None:
    """Answer the decorator that makes a class one of attrs."""
    for decorator in cls.decorators:
        if isinstance(decorator.value, griffe.Expr) and decorator.callable_path in DEFINES:
            return decorator.value
    return None


def maker_of(cls: griffe.Class) -> griffe.Expr | None:
    """Answer what gives a class its constructor: a decorator of attrs, or the base of named tuples."""
    for base in cls.bases:
        if isinstance(base, griffe.Expr) and base.canonical_path == "typing.NamedTuple":
            return base
    return decorator_of(cls)


def own_parameters(cls: griffe.Class, maker: griffe.Expr) -> Iterator[griffe.Parameter]:
    """Answer the parameters that the fields of a class give its constructor."""
    all_named = str(arguments(maker).get("kw_only")) == "True"
    for field in cls.attributes.values():
        if field.is_alias or field.annotation is None or "property" in field.labels or _is_of_the_class(field):
            continue
        is_call = isinstance(field.value, griffe.ExprCall) and field.value.canonical_path in FIELDS
        told = arguments(field.value) if is_call else {}
        if str(told.get("init")) == "False":
            continue
        default = told.get("default") if is_call else field.value
        if "factory" in told:
            default = f"{told['factory']}()"
        named = all_named or str(told.get("kw_only")) == "True"
        yield griffe.Parameter(
            str(told["alias"]).strip("'\"") if "alias" in told else field.name.lstrip("_"),
            annotation=field.annotation,
            kind=griffe.ParameterKind.keyword_only if named else griffe.ParameterKind.positional_or_keyword,
            default=default,
            docstring=field.docstring,
        )


def _is_of_the_class(field: griffe.Attribute) -> bool:
    """Tell a `ClassVar` from a field: griffe unwraps the annotation and keeps this label."""
    return "class-attribute" in field.labels and "instance-attribute" not in field.labels


def constructor(cls: griffe.Class) -> griffe.Function | None:
    """Answer the constructor that a class will have, or nothing for a class of another making."""
    maker = maker_of(cls)
    if maker is None or "__init__" in cls.members or str(arguments(maker).get("init")) == "False":
        return None
    found: dict[str, griffe.Parameter] = {}
    for ancestor in reversed([cls, *cls.mro()]):
        inherited = maker_of(ancestor)
        if inherited is not None:
            for parameter in own_parameters(ancestor, inherited):
                found.pop(parameter.name, None)  # a field that is stated again moves to the end
                found[parameter.name] = parameter
    named = griffe.ParameterKind.keyword_only
    rows = sorted(found.values(), key=lambda one: one.kind is named)
    self_ = griffe.Parameter("self", kind=griffe.ParameterKind.positional_or_keyword)
    return griffe.Function("__init__", parameters=griffe.Parameters(self_, *rows), returns="None", parent=cls)


class AttrsExtension(griffe.Extension):
    """Gives every class of attrs and every named tuple the constructor that it will have."""

    def on_package(self, *, pkg: griffe.Module, **kwargs: Any) -> None:  # noqa: ARG002
        """Go through a whole package once it is loaded, so that parents in other modules are known."""
        self._visit(pkg)

    def _visit(self, room: griffe.Module | griffe.Class) -> None:
        for member in list(room.members.values()):
            if member.is_alias:
                continue
            if isinstance(member, griffe.Class):
                built = constructor(member)
                if built is not None:
                    member.set_member("__init__", built)
                self._visit(member)
            elif isinstance(member, griffe.Module):
                self._visit(member)
