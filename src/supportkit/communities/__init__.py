"""Communities: purpose, guidelines, disclaimer, rehearsal or live."""
