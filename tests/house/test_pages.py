"""The pages: current, whole, and asking nothing of another host."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.house.source import PACKAGE, ROOT

from supportkit.errors import CATALOGUE

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

# What a browser loads by itself; a link that a reader follows (`<a href>`) may lead anywhere.
LOADED = re.compile(
    r"<(?:script|img|iframe|source|audio|video|embed|object|input)\b[^>]*?\b(?:src|data|srcset)\s*=\s*[\"']?\s*((?:https?:)?//[^\"'\s>]+)"
    r"|<link\b(?![^>]*\brel=[\"']?(?:canonical|next|prev|alternate)\b)[^>]*?\bhref\s*=\s*[\"']?\s*((?:https?:)?//[^\"'\s>]+)"
    r"|@import\s+[\"'(]?\s*(?:url\()?[\"']?((?:https?:)?//[^\"'\s)]+)"
    r"|url\(\s*[\"']?((?:https?:)?//[^\"'\s)]+)",
    re.IGNORECASE,
)


def load(name: str) -> ModuleType:
    """Import a script of the docs folder."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outside(text: str) -> list[str]:
    """Answer the addresses of other hosts that a page or stylesheet loads."""
    return [next(part for part in found.groups() if part) for found in LOADED.finditer(text)]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once, strictly."""
    if importlib.util.find_spec("mkdocs") is None or importlib.util.find_spec("mkdocstrings") is None:
        pytest.skip("needs the docs dependency group")
    place = tmp_path_factory.mktemp("site")
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(place)]
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return place


def test_the_pictures_are_drawn_from_the_tables_as_they_are():
    for path, text in load("make_pictures").pictures().items():
        assert path.read_text("utf-8") == text, "run: python docs/make_pictures.py"


def test_the_page_of_errors_is_current():
    page = (ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
    assert page == load("make_errors").page(), "run: python docs/make_errors.py"


def test_no_page_loads_anything_from_another_host(site: Path):
    found = {
        f"{path.relative_to(site)}: {address}"
        for path in site.rglob("*")
        if path.suffix in {".html", ".css"}
        for address in outside(path.read_text("utf-8"))
    }
    assert not found


def test_every_error_has_its_anchor(site: Path):
    html = (site / "reference" / "errors" / "index.html").read_text("utf-8")
    assert [code for code in CATALOGUE if f'id="{code}"' not in html] == []


def test_every_public_module_has_its_page(site: Path):
    missing = []
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if any(part.startswith("_") and part != "__init__" for part in parts):
            continue
        # a folder without an __init__.py holds data or scripts, no modules
        if not all(
            (PACKAGE.parent.joinpath(*parts[:depth]) / "__init__.py").exists() for depth in range(1, len(parts))
        ):
            continue
        page = site.joinpath("reference", "api", *(part for part in parts if part != "__init__"), "index.html")
        if not page.exists():
            missing.append(".".join(parts))
    assert not missing


def test_the_first_page_says_that_it_is_no_crisis_service(site: Path):
    first = re.sub(r"\s+", " ", (site / "index.html").read_text("utf-8")).partition("<h2")[0]
    assert "Not for emergencies" in first
    assert "call the emergency number of the country you are in" in first


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://unpkg.com/x.js"></script>',
        "<link rel=stylesheet href=//fonts.example/css>",
        '<link rel="preconnect" href="https://fonts.example" crossorigin>',
        "<img alt='a' src='http://a.example/b.png'>",
        "body{background:url(https://a.example/x.png)}",
        '@import "https://a.example/x.css";',
    ],
)
def test_the_rule_finds(text: str):
    assert outside(text)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://doi.org/10.1">x</a>',
        '<script src="../assets/x.js"></script>',
        '<link rel="canonical" href="https://a.example/">',
        '<img src="data:image/png;base64,https://">',
        "url(../fonts/x.woff2)",
    ],
)
def test_the_rule_allows(text: str):
    assert not outside(text)


def constructor(tmp_path: Path, text: str) -> str:
    """Answer the constructor that the extension gives class `C` of a module."""
    griffe = pytest.importorskip("griffe", reason="needs the docs dependency group")
    (tmp_path / "example").mkdir()
    (tmp_path / "example" / "__init__.py").write_text("import attrs\nfrom typing import ClassVar, NamedTuple\n" + text)
    extensions = griffe.load_extensions(load("griffe_attrs").AttrsExtension)
    package = griffe.load("example", search_paths=[tmp_path], extensions=extensions, allow_inspection=False)
    init = package["C"].members.get("__init__")
    if init is None:
        return ""
    star, shown = False, []
    for parameter in init.parameters:
        if parameter.kind is griffe.ParameterKind.keyword_only and not star:
            star = True
            shown.append("*")
        default = "" if parameter.default is None else f"={parameter.default}"
        shown.append(f"{parameter.name}: {parameter.annotation}{default}" if parameter.annotation else parameter.name)
    return ", ".join(shown)


CONSTRUCTORS = {
    "frozen": ("@attrs.frozen\nclass C:\n    a: int\n    b: str = 'x'\n", "self, a: int, b: str='x'"),
    "named only": (
        "@attrs.frozen(kw_only=True)\nclass C:\n    a: int = attrs.field(default=3, repr=False)\n",
        "self, *, a: int=3",
    ),
    "private and not given": (
        "@attrs.define\nclass C:\n    _a: int\n    n: int = attrs.field(init=False)\n",
        "self, a: int",
    ),
    "factory": (
        "@attrs.define\nclass C:\n    a: list = attrs.field(factory=list, kw_only=True)\n    b: int\n",
        "self, b: int, *, a: list=list()",
    ),
    "alias": ("@attrs.define\nclass C:\n    a: int = attrs.field(alias='z')\n", "self, z: int"),
    "parent": ("@attrs.frozen\nclass P:\n    a: int\n@attrs.frozen\nclass C(P):\n    b: int\n", "self, a: int, b: int"),
    "not fields": (
        "@attrs.frozen\nclass C:\n    K: ClassVar[int] = 1\n    a: int\n    @property\n    def p(self) -> int: ...\n",
        "self, a: int",
    ),
    "named tuple": ("class C(NamedTuple):\n    a: int\n    b: str = ''\n", "self, a: int, b: str=''"),
    "plain": ("class C:\n    a: int = 1\n", ""),
    "init of its own": ("@attrs.define(init=False)\nclass C:\n    a: int\n", ""),
}


@pytest.mark.parametrize(("text", "shown"), CONSTRUCTORS.values(), ids=CONSTRUCTORS)
def test_constructors_are_shown(tmp_path: Path, text: str, shown: str):
    assert constructor(tmp_path, text) == shown
