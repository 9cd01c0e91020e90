"""People as such: their own row, the link to an account, erasure, and the gate before anything reaches them."""
