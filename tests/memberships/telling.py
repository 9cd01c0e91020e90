"""Lets somebody have told a community of themself, straight into the store."""

from __future__ import annotations

from datetime import UTC, datetime

from supportkit.communities.experience import LivedExperience
from supportkit.core.codec import encode
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.records import Batch, Put
from supportkit.privacy.profile import AboutMe, Experience, Profile
from supportkit.storage.protocol import Store


def tell(store: Store, community_id: CommunityId, person: str, *kinds: str, zone: str | None = None) -> None:
    """Keep what somebody told: how an illness is part of their life, and their zone."""
    about = AboutMe(experiences=tuple(Experience(kind=LivedExperience(kind)) for kind in kinds), zone=zone)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    # Not told through `tell`, for a store may hold a zone that this machine does not know.
    told = Profile(community_id=community_id, person_id=PersonId(person), changed_at=at, about=about)
    body, private = encode(told)
    store.commit(Batch((Put(told.record_key, 0, body, private, told.subject, told.indexes()),), ()))
