"""Groups: their lifecycle, seats and launch gate."""
