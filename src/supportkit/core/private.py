"""What is about a person is apart: private fields, and the mark that stands where they were erased."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final

import attrs


class Erased(Enum):
    """The one value of a private field whose content was erased."""

    ERASED = "erased"

    def __repr__(self) -> str:
        return "ERASED"

    def __str__(self) -> str:
        return "ERASED"

    def __bool__(self) -> bool:
        return False


ERASED: Final = Erased.ERASED


def private(default: Any = None) -> Any:
    """Declare a field that is kept on the private side: never shown in a `repr`, gone after an erasure.

    The field's type must admit `Erased`.
    """
    return attrs.field(default=default, repr=False, metadata={"private": True})


def private_names(kind: type) -> tuple[str, ...]:
    """Answer the names of a class's private fields, in order."""
    return tuple(field.name for field in attrs.fields(kind) if field.metadata.get("private"))
