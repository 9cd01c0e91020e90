"""Modules that load at their first use, so that an import costs what it uses."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def attach(
    package: str, modules: Mapping[str, tuple[str, ...]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Answer a package's `__getattr__` and `__dir__` (PEP 562) for public names that live in its modules.

    Args:
        package: the package's name.
        modules: each module and the public names defined in it; the package's own name for modules in it.
    """
    homes = {name: module for module, names in modules.items() for name in names}

    def find(name: str) -> Any:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = _import(f"{package}.{name}") if home == package else getattr(_import(home), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted(homes)

    return find, names


class Later:
    """A module that is imported when something of it is first asked for.

    The events of an aggregate are many classes and are needed by its verbs only; who reads values never pays for them.
    """

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        module = _import(self.__dict__["_name"])
        self.__dict__.update(module.__dict__)
        return getattr(module, attribute)


def _import(name: str) -> Any:
    # `importlib` itself would cost more than the rest of `import supportkit`.
    __import__(name)
    return sys.modules[name]
