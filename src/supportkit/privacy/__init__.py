"""People as such: their own row, the link to an account, erasure, and the gate before anything reaches them."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.privacy.aftercare import AFTERCARE as AFTERCARE
    from supportkit.privacy.aftercare import Aftercare as Aftercare
    from supportkit.privacy.aftercare import AftercareStatus as AftercareStatus
    from supportkit.privacy.aftercare import Step as Step
    from supportkit.privacy.aftercare import Telling as Telling
    from supportkit.privacy.aftercare import death_guide as death_guide
    from supportkit.privacy.death import Death as Death
    from supportkit.privacy.death import DeathReport as DeathReport
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
    from supportkit.privacy.wish import LastWish as LastWish
    from supportkit.privacy.wish import Wish as Wish
    from supportkit.privacy.wish import remembrance_of as remembrance_of

__all__ = (
    "AFTERCARE",
    "AboutMe",
    "AccountLink",
    "Addressing",
    "Aftercare",
    "AftercareStatus",
    "AgeOutcome",
    "Answer",
    "Death",
    "DeathReport",
    "Erasure",
    "Experience",
    "LastWish",
    "Origin",
    "People",
    "Person",
    "Profile",
    "Step",
    "Telling",
    "Wish",
    "death_guide",
    "may_address",
    "remembrance_of",
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
            "supportkit.privacy.aftercare": (
                "AFTERCARE",
                "Aftercare",
                "AftercareStatus",
                "Step",
                "Telling",
                "death_guide",
            ),
            "supportkit.privacy.death": ("Death", "DeathReport"),
            "supportkit.privacy.erasure": ("Erasure",),
            "supportkit.privacy.wish": ("LastWish", "Wish", "remembrance_of"),
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
