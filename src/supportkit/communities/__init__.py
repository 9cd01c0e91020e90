"""Communities: purpose, guidelines, disclaimer, rehearsal or live."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.communities.community import Community as Community
    from supportkit.communities.community import Document as Document
    from supportkit.communities.community import Mode as Mode
    from supportkit.communities.flows import Communities as Communities
    from supportkit.communities.flows import Setup as Setup

__all__ = (
    "Communities",
    "Community",
    "Document",
    "Mode",
    "Setup",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
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
