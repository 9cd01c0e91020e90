"""What helps to test supportkit and what is built on it: the conformance kit for stores, and hypothesis strategies.

Each name is loaded when it is first used: `check_store` needs neither pytest nor hypothesis, `StoreConformance` needs
pytest, `differential` and `strategies` need hypothesis (`pip install "supportkit[testing]"` brings both).
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.testing import broken, strategies
    from supportkit.testing.asynchronous import AsyncFace
    from supportkit.testing.conformance.check import Check, CheckFailed, all_checks
    from supportkit.testing.conformance.classes import AsyncStoreConformance, StoreConformance
    from supportkit.testing.conformance.report import ConformanceReport, Result
    from supportkit.testing.conformance.runner import check_async_store, check_store
    from supportkit.testing.conformance.stage import Target
    from supportkit.testing.duel import compare, differential
    from supportkit.testing.histories import random_history

_WHERE = {
    "AsyncFace": "asynchronous",
    "AsyncStoreConformance": "conformance.classes",
    "Check": "conformance.check",
    "CheckFailed": "conformance.check",
    "ConformanceReport": "conformance.report",
    "Result": "conformance.report",
    "StoreConformance": "conformance.classes",
    "Target": "conformance.stage",
    "all_checks": "conformance.check",
    "broken": "",
    "check_async_store": "conformance.runner",
    "check_store": "conformance.runner",
    "compare": "duel",
    "differential": "duel",
    "random_history": "histories",
    "strategies": "",
}

__all__ = [
    "AsyncFace",
    "AsyncStoreConformance",
    "Check",
    "CheckFailed",
    "ConformanceReport",
    "Result",
    "StoreConformance",
    "Target",
    "all_checks",
    "broken",
    "check_async_store",
    "check_store",
    "compare",
    "differential",
    "random_history",
    "strategies",
]

if not TYPE_CHECKING:

    def __getattr__(name):
        from importlib import import_module

        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        where = _WHERE[name]
        module = import_module(f"{__name__}.{where or name}")
        return getattr(module, name) if where else module

    def __dir__():
        return sorted(__all__)
