"""People as such: their own row, the link to an account, erasure, and the gate before anything reaches them."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.privacy.erasure import Erasure as Erasure
    from supportkit.privacy.flows import People as People
    from supportkit.privacy.gate import Addressing as Addressing
    from supportkit.privacy.gate import Answer as Answer
    from supportkit.privacy.gate import may_address as may_address
    from supportkit.privacy.person import AccountLink as AccountLink
    from supportkit.privacy.person import Origin as Origin
    from supportkit.privacy.person import Person as Person
    from supportkit.privacy.profile import AboutMe as AboutMe
    from supportkit.privacy.profile import AgeOutcome as AgeOutcome
    from supportkit.privacy.profile import Experience as Experience
    from supportkit.privacy.profile import Profile as Profile

__all__ = (
    "AboutMe",
    "AccountLink",
    "Addressing",
    "AgeOutcome",
    "Answer",
    "Erasure",
    "Experience",
    "Origin",
    "People",
    "Person",
    "Profile",
    "may_address",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.privacy.profile": (
                "AboutMe",
                "AgeOutcome",
                "Experience",
                "Profile",
            ),
            "supportkit.privacy.erasure": ("Erasure",),
            "supportkit.privacy.flows": ("People",),
            "supportkit.privacy.gate": (
                "Addressing",
                "Answer",
                "may_address",
            ),
            "supportkit.privacy.person": (
                "AccountLink",
                "Origin",
                "Person",
            ),
        },
    )
