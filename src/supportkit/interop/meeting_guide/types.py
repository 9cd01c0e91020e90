"""The type codes of the format: which ones are known, and what some of them mean here."""

from __future__ import annotations

KNOWN = frozenset(
    "11 12x12 A ABSI AL AL-AN AM ASL B BA BE BI BRK BV-I C CAN CF D D-HOH DA DB DD DE DR EL EN FA FF FR G GR H HE "
    "HI HR HU ITA JA KOR L LGBTQ LIT LS LT M MED ML MN N NA NB NDG NO O ONL OUT P PA PL POA POC POL POR PUN RUS S SEN "
    "SK SL SM SP ST SV T TC TH TI TR TUR UK W X XB XT Y".split()
)
"""Codes that lists use; a code that is not among them is kept as it stands and noted."""

OPEN = "O"
"""Anybody may come."""
CLOSED = "C"
"""For those who share the condition."""
PLACE_CLOSED = "TC"
"""The usual place is closed for now."""
ONLINE = "ONL"
"""There is a way in online; lists write it, and so do we where the link itself stays private."""

OF_A_ROW = frozenset({OPEN, CLOSED, PLACE_CLOSED, ONLINE})
"""Codes that are told anew for each row that is written, from what is known of its group and plan."""
