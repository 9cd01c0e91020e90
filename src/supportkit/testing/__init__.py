"""What helps to test supportkit and what is built on it: the conformance kit for stores, and hypothesis strategies.

Each name is loaded when it is first used: `check_store` needs neither pytest nor hypothesis, `StoreConformance` needs
pytest, `differential` and `strategies` need hypothesis (`pip install "supportkit[testing]"` brings both).
"""

from supportkit.core.lazy import attach

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
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.testing": ("broken", "strategies"),
            "supportkit.testing.asynchronous": ("AsyncFace",),
            "supportkit.testing.conformance.check": ("Check", "CheckFailed", "all_checks"),
            "supportkit.testing.conformance.classes": ("AsyncStoreConformance", "StoreConformance"),
            "supportkit.testing.conformance.report": ("ConformanceReport", "Result"),
            "supportkit.testing.conformance.runner": ("check_async_store", "check_store"),
            "supportkit.testing.conformance.stage": ("Target",),
            "supportkit.testing.duel": ("compare", "differential"),
            "supportkit.testing.histories": ("random_history",),
        },
    )
