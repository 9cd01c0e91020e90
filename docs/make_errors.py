"""Writes the page of all errors from `errors.toml`: `python docs/make_errors.py`. A test holds the page current."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "errors.md"
sys.path.insert(0, str(ROOT / "src"))

HEAD = """\
---
title: Errors
---

<!-- Written by docs/make_errors.py from errors.toml; edit that file instead. -->

# Errors

Every error of supportkit has a **code** that never changes its meaning, the **params** that were used, and a **hint**:
what to do next. Compare the code, never the words. `error.to_problem()` gives a problem document (RFC 9457) that is
fit to be shown to the person who acted; it carries the params below and nothing that anybody typed.

Names in braces are params.
"""


def page() -> str:
    """Answer the page, made of the entries as they are now."""
    from supportkit.errors import CATALOGUE

    parts, family = [HEAD], ""
    for code in sorted(CATALOGUE):
        entry = CATALOGUE[code]
        if code.partition(".")[0] != family:
            family = code.partition(".")[0]
            parts.append(f"## {family.capitalize()} {{ #{family} }}\n")
        params = ", ".join(f"`{name}`" for name in entry.params) or "none"
        parts.append(
            f"### `{code}` {{ #{code} }}\n\n{entry.message}\n\n**Why.** {entry.why}\n\n"
            f"**What to do.** {entry.hint}\n\n**Params.** {params}\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
