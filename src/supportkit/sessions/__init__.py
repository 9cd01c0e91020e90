"""Sessions of a group: the rule they follow, the plan that repeats, and each gathering."""
