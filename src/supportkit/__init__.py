"""supportkit: the domain layer of peer support groups, as pure values with pluggable storage."""
