"""Memberships: joining, waiting, belonging, resting and leaving; roles."""
