"""What is public stands in a golden file; `pytest tests/house/test_surface.py --update` writes it anew."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, get_args

from tests.house.source import DOMAIN, PACKAGE, ROOT

from supportkit.errors import Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    import pytest

GOLDEN = ROOT / "tests" / "house" / "surface.txt"
PUBLIC = ("", *sorted(DOMAIN), "storage", "testing")


def public_modules() -> Iterator[ModuleType]:
    """Answer the public modules that are there."""
    for name in PUBLIC:
        if not name or (PACKAGE / name / "__init__.py").exists():
            yield importlib.import_module(f"supportkit.{name}".rstrip("."))


def surface() -> list[str]:
    """Answer one line for every public name, code, tag and index."""
    lines = [f"name {module.__name__}.{name}" for module in public_modules() for name in getattr(module, "__all__", ())]
    lines += [f"code {code}" for code in get_args(Code)]
    if (PACKAGE / "tags.py").exists():
        tags = importlib.import_module("supportkit.tags")
        lines += [f"tag {tag}" for tag in tags.TAGS]
        lines += [f"index {index}" for index in getattr(tags, "INDEXES", ())]
    return sorted(lines)


def test_the_surface_is_the_one_that_was_agreed(request: pytest.FixtureRequest):
    now = surface()
    if request.config.getoption("--update"):
        GOLDEN.write_text("\n".join(now) + "\n", "utf-8")
    agreed = GOLDEN.read_text("utf-8").split("\n")[:-1]
    gone, new = sorted(set(agreed) - set(now)), sorted(set(now) - set(agreed))
    assert {"gone": gone, "new": new} == {"gone": [], "new": []}, "if this is meant, run this test with --update"
    assert agreed == sorted(agreed)


def test_nothing_is_said_twice():
    lines = surface()
    assert len(lines) == len(set(lines))


def test_every_public_name_is_there():
    missing = [
        f"{module.__name__}.{name}"
        for module in public_modules()
        for name in getattr(module, "__all__", ())
        if not hasattr(module, name)
    ]
    assert not missing
