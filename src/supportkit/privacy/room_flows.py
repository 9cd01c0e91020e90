"""The privacy room of the kit: what is kept about people, for how long, what went out, and what they ask."""

from __future__ import annotations

from typing import ClassVar

from supportkit.core.operation import Face
from supportkit.privacy.bundle_flows import Bundles
from supportkit.privacy.request_flows import Requests


class Privacy(Bundles[Face], Requests[Face]):
    """What is kept about people, for how long, what went out, and what they ask."""

    NAME: ClassVar[str] = "privacy"
