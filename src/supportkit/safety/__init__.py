"""Safety, as far as it goes: what a text can be about, how soon a person should look, and what a detector is."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.safety.detector import Coverage as Coverage
    from supportkit.safety.detector import Detector as Detector
    from supportkit.safety.detector import Screened as Screened
    from supportkit.safety.detector import TextContext as TextContext
    from supportkit.safety.signal import Category as Category
    from supportkit.safety.signal import Experiencer as Experiencer
    from supportkit.safety.signal import Level as Level
    from supportkit.safety.signal import Signal as Signal
    from supportkit.safety.signal import Span as Span
    from supportkit.safety.signal import Tense as Tense
    from supportkit.safety.subject import SubjectRef as SubjectRef

__all__ = (
    "Category",
    "Coverage",
    "Detector",
    "Experiencer",
    "Level",
    "Screened",
    "Signal",
    "Span",
    "SubjectRef",
    "Tense",
    "TextContext",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.safety.detector": ("Coverage", "Detector", "Screened", "TextContext"),
            "supportkit.safety.signal": ("Category", "Experiencer", "Level", "Signal", "Span", "Tense"),
            "supportkit.safety.subject": ("SubjectRef",),
        },
    )
