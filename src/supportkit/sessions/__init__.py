"""Sessions: plans in local time, the gatherings they give, and who comes."""
