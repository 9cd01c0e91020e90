"""The room of privacy: how long things are kept, what must not be removed, and whether all stands as it was written."""

from __future__ import annotations

from typing import ClassVar

from supportkit.core.operation import Face
from supportkit.privacy.audit_flows import Auditing
from supportkit.privacy.hold_flows import Holding
from supportkit.privacy.retention_flows import Retaining


class Privacy(Holding[Face], Retaining[Face], Auditing[Face]):
    """Privacy: retention, holds and the audit chain."""

    NAME: ClassVar[str] = "privacy"
