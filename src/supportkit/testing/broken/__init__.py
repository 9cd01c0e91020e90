"""Stores with one fault each, of the kind that real backends have: they show what the kit catches, and by which check.

Each is the memory store with one thing wrong. None is fit for use. `FAULTS` lists them.
"""

from supportkit.testing.broken import durable, keeping, listing, pruning, writing
from supportkit.testing.broken.fault import FAULTS, Fault

__all__ = ["FAULTS", "Fault", "durable", "keeping", "listing", "pruning", "writing"]
