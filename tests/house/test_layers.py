"""Imports run one way: errors < core < domain values < flows < kit < contrib, interop, cli."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.house.source import DOMAIN, Import, Module, imports, modules

ORDER = ("errors", "core", "values", "flows", "kit", "faces")
FACES = frozenset({"contrib", "interop", "cli", "__main__"})


def layer_of(parts: tuple[str, ...]) -> str:
    """Answer the layer of a module by the words of its name after `supportkit`."""
    if not parts:
        return "front"
    top, last = parts[0], parts[-1]
    if top in DOMAIN:
        return "flows" if last == "flows" or last.endswith("_flows") else "values"
    if top in {"kit", "_kit", "opening"} or top.endswith("_kit") or top.startswith("kit_"):
        return "kit"
    if top == "codes":
        return "errors"
    if top in FACES:
        return "faces"
    return top


def may_import(importer: tuple[str, ...], imported: tuple[str, ...]) -> bool:
    """Tell whether one module of supportkit may import another."""
    mine, other = layer_of(importer), layer_of(imported)
    if mine == "testing" or (importer[:1] == imported[:1] and mine == other):
        return True
    if other == "testing":
        return False
    if mine == "front":
        return True
    if other == "front":
        return mine == "faces"
    if mine == "storage":
        return other == "errors" or imported in {("core", "records"), ("core", "lazy"), ("core",)}
    if other == "storage":
        return mine in {"kit", "faces"}
    if mine not in ORDER or other not in ORDER:
        return mine not in {"errors", "core"} and other != "faces"
    return ORDER.index(other) <= ORDER.index(mine)


def module_parts(name: str) -> tuple[str, ...]:
    """Answer the words of the module that an imported name lies in."""
    known = {module.name for module in modules()}
    while name and name not in known:
        name = name.rpartition(".")[0]
    return tuple(name.split(".")[1:])


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_imports_run_one_way(module: Module):
    wrong = [
        f"line {found.line}: {found.name}"
        for found in imports(module)
        if found.name.partition(".")[0] == "supportkit" and not may_import(module.parts, module_parts(found.name))
    ]
    assert not wrong, f"{module.name} imports what stands above it"


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("errors", "core.ids", False),
        ("core.clock", "errors", True),
        ("core.records", "groups.group", False),
        ("groups.group", "core.ids", True),
        ("groups.group", "memberships.membership", True),
        ("groups.group", "groups.flows", False),
        ("groups.flows", "memberships.membership", True),
        ("groups.flows", "memberships.flows", True),
        ("groups.seat_flows", "kit", False),
        ("groups.group", "storage.memory", False),
        ("groups.flows", "storage.protocol", False),
        ("storage.sqlite", "core.records", True),
        ("storage.sqlite", "core.clock", False),
        ("storage.sqlite", "groups.group", False),
        ("storage.checks", "errors", True),
        ("kit", "storage.memory", True),
        ("kit", "contrib.django", False),
        ("contrib.django", "kit", True),
        ("cli", "kit", True),
        ("kit", "testing", False),
        ("cli.conformance", "testing.stores", False),
        ("testing.stores", "kit", True),
        ("groups.group", "", False),
        ("cli", "", True),
    ],
)
def test_the_rule_itself(importer: str, imported: str, allowed: bool):
    assert may_import(tuple(importer.split(".")), tuple(imported.split(".") if imported else ())) is allowed


def test_what_only_type_checkers_import_is_exempt():
    text = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import supportkit.kit\nelse:\n    import supportkit.cli\n"
        "def f():\n    from ..errors import Refused\n    from . import waitlist\n"
    )
    module = Module("supportkit.groups.group", Path("group.py"), ast.parse(text))
    assert [name for name, _ in imports(module)] == [
        "typing.TYPE_CHECKING",
        "supportkit.cli",
        "supportkit.errors.Refused",
        "supportkit.groups.waitlist",
    ]
    assert isinstance(next(iter(imports(module))), Import)
