"""The protocol of detectors, and what a text came to when some of them had read it."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from attrs import frozen

from supportkit.safety.signal import Level, Signal, highest


@frozen(kw_only=True)
class TextContext:
    """What is known of a text besides its words.

    Args:
        language: the BCP 47 tag of its language; `und` where nobody knows.
        illness: whether its community is about an illness, where people speak of death without meaning to die.
        opener: whether it opens a conversation.
        edited: whether it is a new wording of a text that was there before.
    """

    language: str = "und"
    illness: bool = True
    opener: bool = False
    edited: bool = False


class Detector(Protocol):
    """Reads one text and says what a person should look at soon.

    It is pure: the same text and context give the same signals, and it reads no file, clock or network. It takes a time
    that is bounded by the length of the text, raises nothing, and never says why in words of the text.
    """

    @property
    def id(self) -> str:
        """Its name, 1 to 80 of `a-z 0-9 _ . : -`."""
        ...

    @property
    def version(self) -> str:
        """Its version; another one may answer otherwise."""
        ...

    @property
    def digest(self) -> str:
        """What names its rules or weights to the letter."""
        ...

    def reads(self, language: str) -> bool:
        """Tell whether it can read a language, by its BCP 47 tag."""
        ...

    def detect(self, text: str, context: TextContext) -> tuple[Signal, ...]:
        """Answer the signals of a text, whose spans count in characters of the text as it was handed in."""
        ...


class Coverage(StrEnum):
    """How far a text was read."""

    SCREENED = "screened"
    UNSCREENED = "unscreened"
    """No detector reads its language; a person must."""
    FAILED = "failed"
    """A detector raised, took too long or lied; a person must look."""


@frozen(kw_only=True)
class Screened:
    """What a text came to.

    Args:
        coverage: how far it was read.
        language: the BCP 47 tag that it was read under.
        signals: what was found.
        failed: ids of the detectors that failed.
    """

    coverage: Coverage
    language: str
    signals: tuple[Signal, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """The highest level of its signals. Where the coverage is not `screened`, `none` says nothing."""
        return highest(signal.level for signal in self.signals)

    @property
    def label(self) -> str:
        """One word for it: a level, or else `unscreened` or `failed`, which is never `none`."""
        level = self.level
        return level.value if level is not Level.NONE or self.coverage is Coverage.SCREENED else self.coverage.value
