"""The privacy room of the kit: what is kept about people, for how long, what went out, and what they ask."""

from __future__ import annotations

from typing import ClassVar

from supportkit.core.operation import Face
from supportkit.privacy.audit_flows import Auditing
from supportkit.privacy.bundle_flows import Bundles
from supportkit.privacy.hold_flows import Holding
from supportkit.privacy.request_flows import Requests
from supportkit.privacy.retention_flows import Retaining


class Privacy(Bundles[Face], Requests[Face], Holding[Face], Retaining[Face], Auditing[Face]):
    """What is kept about people, for how long, what went out, and what they ask; and whether all stands as written."""

    NAME: ClassVar[str] = "privacy"
