"""Meeting Guide: public lists of weekly meetings, read with patience and written with care.

What a list says about people or about getting in (contacts, links, numbers, notes) is kept on private sides only.
"""

from __future__ import annotations

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.interop.meeting_guide.changing import Changes as Changes
    from supportkit.interop.meeting_guide.changing import changes as changes
    from supportkit.interop.meeting_guide.exporting import Export as Export
    from supportkit.interop.meeting_guide.exporting import Loss as Loss
    from supportkit.interop.meeting_guide.exporting import export_feed as export_feed
    from supportkit.interop.meeting_guide.importing import import_feed as import_feed
    from supportkit.interop.meeting_guide.reading import read_feed as read_feed
    from supportkit.interop.meeting_guide.report import ImportReport as ImportReport
    from supportkit.interop.meeting_guide.report import Issue as Issue
    from supportkit.interop.meeting_guide.report import NotKept as NotKept
    from supportkit.interop.meeting_guide.report import Rejection as Rejection
    from supportkit.interop.meeting_guide.zones_near import nearest_zone as nearest_zone

__all__ = (
    "Changes",
    "Export",
    "ImportReport",
    "Issue",
    "Loss",
    "NotKept",
    "Rejection",
    "changes",
    "export_feed",
    "import_feed",
    "nearest_zone",
    "read_feed",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.interop.meeting_guide.changing": ("Changes", "changes"),
            "supportkit.interop.meeting_guide.exporting": ("Export", "Loss", "export_feed"),
            "supportkit.interop.meeting_guide.importing": ("import_feed",),
            "supportkit.interop.meeting_guide.reading": ("read_feed",),
            "supportkit.interop.meeting_guide.report": ("ImportReport", "Issue", "NotKept", "Rejection"),
            "supportkit.interop.meeting_guide.zones_near": ("nearest_zone",),
        },
    )
