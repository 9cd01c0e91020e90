"""Every error code has its words, and every place that raises one keeps to them."""

from __future__ import annotations

import ast
import string
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import pytest
from tests.house.source import PACKAGE, dotted, modules, running

from supportkit import errors
from supportkit.errors import Code, SupportKitError

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES: tuple[str, ...] = get_args(Code)
TABLE: dict[str, dict[str, Any]] = tomllib.loads((PACKAGE / "errors.toml").read_text("utf-8"))
CLASSES = {
    name: cls for name, cls in vars(errors).items() if isinstance(cls, type) and issubclass(cls, SupportKitError)
}
WORDS = ("message", "why", "hint")
STORE = ("StoreError", "Conflict", "StoreUnavailable", "StorageFull", "InvalidQuery", "InvalidCursor")
FAMILIES = {
    "access": ("NotAllowed",),
    "record": ("NotFound",),
    "membership.not_yours": ("NotAllowed",),
    "store": STORE,
    "cursor": ("InvalidCursor",),
    "query": ("InvalidQuery",),
    "entry": ("DuplicateEntry",),
    "document": ("StoreError", "UnknownTag", "SchemaTooNew"),
    "store.schema_too_new": ("SchemaTooNew",),
    "store.unknown_scheme": ("InvalidInput",),
    "store.url": ("InvalidInput",),
    "state": ("WrongState", "Refused"),
    **dict.fromkeys("account feed id input key number text time value zone".split(), ("InvalidInput",)),
}
OTHERS = ("Refused", "InvalidInput", "NotAllowed")


class Site(NamedTuple):
    """One place that makes an error or a problem."""

    where: str
    cls: str
    code: str
    params: frozenset[str] | None
    own_hint: bool


def placeholders(text: str) -> set[str]:
    """Answer the names in braces of a message."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def sites_in(tree: ast.Module, name: str) -> Iterator[Site]:
    """Answer every place in a module that names an error's class and its code; params are None where not certain."""
    for node in running(tree):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        cls, code = dotted(node.func).rpartition(".")[2], node.args[0].value
        if not isinstance(code, str) or cls not in {*CLASSES, "Problem"} or cls == "WrongState":
            continue
        where = f"{name}:{node.lineno}"
        if cls == "Problem":
            yield Site(where, cls, code, _problem_params(node), False)
            continue
        named = {keyword.arg for keyword in node.keywords}
        certain = None if None in named else frozenset(one for one in named if one) - {"hint", "staff"}
        yield Site(where, cls, code, certain, "hint" in named)


def _problem_params(node: ast.Call) -> frozenset[str] | None:
    given = node.args[2] if len(node.args) > 2 else None
    for keyword in node.keywords:
        given = keyword.value if keyword.arg == "params" else given
    if given is None:
        return frozenset()
    if not isinstance(given, ast.Dict) or not all(isinstance(key, ast.Constant) for key in given.keys):
        return None
    return frozenset(str(key.value) for key in given.keys if isinstance(key, ast.Constant))


def faults(site: Site) -> Iterator[str]:
    """Answer what is wrong with one place."""
    row = TABLE.get(site.code)
    if row is None:
        yield f"{site.where}: {site.code} is no known code"
        return
    allowed = FAMILIES.get(site.code) or FAMILIES.get(site.code.partition(".")[0]) or OTHERS
    if site.cls not in {*allowed, "Problem"}:
        yield f"{site.where}: {site.code} is raised as {' or '.join(allowed)}, not {site.cls}"
    if site.params is None:
        return
    if undeclared := site.params - set(row.get("params", ())):
        yield f"{site.where}: {site.code} does not declare {sorted(undeclared)}"
    needed = placeholders(row["message"]) | (set() if site.own_hint else placeholders(row["hint"]))
    if missing := needed - site.params:
        yield f"{site.where}: the words of {site.code} need {sorted(missing)}"


def sites() -> list[Site]:
    """Answer every place in the package."""
    return [site for module in modules() for site in sites_in(module.tree, module.name)]


def test_codes_and_entries_are_the_same():
    assert set(CODES) == set(TABLE)
    assert len(CODES) == len(set(CODES))


@pytest.mark.parametrize("code", CODES)
def test_an_entry_is_whole(code: str):
    row = TABLE[code]
    assert set(row) <= {*WORDS, "params"}
    assert all(row[word].strip() == row[word] != "" for word in WORDS)
    assert all(row[word][-1] in ".?" for word in WORDS)
    assert placeholders(row["message"] + row["hint"]) <= set(row["params"])
    assert not placeholders(row["why"])


def test_every_raise_site_keeps_to_the_entry():
    assert not [fault for site in sites() for fault in faults(site)]


def test_a_code_belongs_to_one_class():
    seen: dict[str, set[str]] = {}
    for site in sites():
        if site.cls != "Problem":
            seen.setdefault(site.code, set()).add(site.cls)
    assert not {code: classes for code, classes in seen.items() if len(classes) > 1}


@pytest.mark.parametrize(
    "text",
    [
        "raise Refused('group.fulll')",
        "raise InvalidInput('group.full', capacity=1, taken=1, offered=1)\nraise NotFound('group.full', capacity=1)",
        "raise Refused('group.full', capacity=1, name='Ann')",
        "raise Refused('group.full')",
        "raise errors.Refused('access.not_allowed', operation='x', roles='y')",
        "Problem('text.too_long', '$.name', {'length': 3, 'most': 2, 'text': 'abc'})",
        "Problem('text.too_long', '$.name')",
    ],
)
def test_the_rule_finds(text: str):
    assert [fault for site in sites_in(ast.parse(text), "example") for fault in faults(site)]


@pytest.mark.parametrize(
    "text",
    [
        "raise Refused('group.full', capacity=1, taken=1)",
        "raise InvalidInput('time.naive')",
        "raise Refused('group.full', hint='Wait.', **facts)",
        "Problem('text.too_long', '$.name', {'length': 3, 'most': 2})",
        "raise WrongState('open', 'closed', ['draft'])",
    ],
)
def test_the_rule_allows(text: str):
    assert not [fault for site in sites_in(ast.parse(text), "example") for fault in faults(site)]
