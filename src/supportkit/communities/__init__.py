"""Communities: purpose, guidelines, disclaimer, rehearsal or live."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.communities.community import Community as Community
    from supportkit.communities.community import Document as Document
    from supportkit.communities.community import Mode as Mode
    from supportkit.communities.crisis_plan import CrisisPlan as CrisisPlan
    from supportkit.communities.crisis_plan import CrisisResourceNote as CrisisResourceNote
    from supportkit.communities.experience import LivedExperience as LivedExperience
    from supportkit.communities.flows import Communities as Communities
    from supportkit.communities.flows import Setup as Setup
    from supportkit.communities.rules import CommunityRules as CommunityRules
    from supportkit.communities.rules import NameRule as NameRule
    from supportkit.communities.rules import Regime as Regime
    from supportkit.communities.rules import Remembrance as Remembrance

__all__ = (
    "Communities",
    "Community",
    "CommunityRules",
    "CrisisPlan",
    "CrisisResourceNote",
    "Document",
    "LivedExperience",
    "Mode",
    "NameRule",
    "Regime",
    "Remembrance",
    "Setup",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.communities.rules": (
                "CommunityRules",
                "NameRule",
                "Regime",
                "Remembrance",
            ),
            "supportkit.communities.crisis_plan": ("CrisisPlan", "CrisisResourceNote"),
            "supportkit.communities.experience": ("LivedExperience",),
            "supportkit.communities.community": (
                "Community",
                "Document",
                "Mode",
            ),
            "supportkit.communities.flows": (
                "Communities",
                "Setup",
            ),
        },
    )
