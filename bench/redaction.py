"""What the pattern redactor finds in made-up sentences that others wrote, and how the time grows with the text.

Recall is the share of what is there that was found, precision the share of what was found that is there. *Overlap*
counts a find that touches it, *exact* one with the same beginning and end. The sentences stand in the shared data
(`SUPPORTKIT_DATA`, or a folder beside the repository); without them only the time is measured.
`python -m bench redaction`, or `python -m bench.redaction --page docs/about/redaction.md`
"""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.harness import Line, Result, about, judged, reader, show, take_turns

from supportkit.privacy.redaction import Kind, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SUPPORTKIT_DATA") or ROOT / "../shared/data") / "pii_presidio" / "synth_dataset_v2.json"
BEGIN, END = "<!-- figures: python -m bench.redaction --page -->", "<!-- end of figures -->"
NAMES = {
    "EMAIL_ADDRESS": Kind.EMAIL,
    "DOMAIN_NAME": Kind.URL,
    "IP_ADDRESS": Kind.IP,
    "CREDIT_CARD": Kind.CARD,
    "IBAN_CODE": Kind.IBAN,
    "US_SSN": Kind.SSN,
    "PHONE_NUMBER": Kind.PHONE,
}
"""What the data calls each kind; it has no handles and no NHS numbers."""
SIZES = (20_000, 320_000)
TEXTS = {
    "sentences": "Write to ann@example.org, CA 15-3 was 31 U/ml, ring +49 30 901820. ",
    "letters without an end": "a",
    "digits without an end": "1",
    "digits and spaces": "1 2",
    "dots": "a.",
    "at signs": "a@",
    "colons": "1:",
    "spelt-out words": "a at b dot ",
}
"""Texts whose time must not grow faster than they do; all but the first are attacks on a pattern."""


class Score(NamedTuple):
    """How one kind was found."""

    kind: str
    there: int
    found: int
    exact: int
    false: int

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.found / self.there

    @property
    def precision(self) -> float:
        """The share of what was found that is there."""
        return (self.found / (self.found + self.false)) if self.found else 0.0


def scores(rows: Sequence[Mapping[str, Any]]) -> list[Score]:
    """Hold the finds in some sentences against what is said to be in them."""
    counts = dict.fromkeys(NAMES, (0, 0, 0, 0))
    for row in rows:
        spans = find(row["full_text"])
        for name, kind in NAMES.items():
            finds = [(one.start, one.end) for one in spans if one.kind is kind]
            there = [(s["start_position"], s["end_position"]) for s in row["spans"] if s["entity_type"] == name]
            hit = [one for one in there if any(start < one[1] and one[0] < end for start, end in finds)]
            false = [one for one in finds if not any(start < one[1] and one[0] < end for start, end in there)]
            more = (len(there), len(hit), len(set(finds) & set(there)), len(false))
            counts[name] = tuple(map(sum, zip(counts[name], more, strict=True)))  # type: ignore[assignment]
    return [Score(str(NAMES[name]), *numbers) for name, numbers in counts.items()]


def finding() -> Result | None:
    """Answer recall and precision of each kind; nothing, where the sentences are not there."""
    if not DATA.is_file():
        print("redaction: needs the shared data (SUPPORTKIT_DATA); recall and precision are left out", file=sys.stderr)
        return None
    found = scores(json.loads(DATA.read_text("utf-8")))
    lines: list[Line] = []
    for one in found:
        promised = ">= 0.85" if one.kind == "phone" else ">= 0.95"
        lines += [
            judged(f"{one.kind}: recall, overlap", one.recall, promised),
            judged(f"{one.kind}: recall, exact", one.exact / one.there),
            judged(f"{one.kind}: precision", one.precision, promised),
        ]
    return Result("redaction", "finds in 1,500 sentences", {one.kind: one.there for one in found}, tuple(lines))


def growth(rounds: int) -> Result:
    """Answer how the time grows: 1 is as fast as the text, 2 as its square."""
    lines: list[Line] = []
    figures: dict[str, float] = {}
    for name, piece in TEXTS.items():
        small, large = (piece * (size // len(piece)) for size in SIZES)
        taken = take_turns(
            {"small": (lambda text=small: find(text), 1), "large": (lambda text=large: find(text), 1)}, rounds
        )
        slopes = [
            math.log(one / other) / math.log(len(large) / len(small))
            for one, other in zip(taken["large"], taken["small"], strict=True)
        ]
        figures[name] = sorted(taken["large"])[rounds // 2] * 1000 / len(large)
        lines.append(judged(f"growth with {name}", sorted(slopes)[rounds // 2], "<= 1.15"))
    return Result("redaction, time", "nanoseconds a character", figures, tuple(lines))


def measure_all(rounds: int) -> list[Result]:
    """Measure what is found and how long it takes."""
    return [one for one in (finding(), growth(rounds)) if one is not None]


def table(found: Iterable[Score]) -> str:
    """Write the scores as a table of Markdown."""
    lines = ["| Kind | There | Recall | Exact | Precision |", "|---|---|---|---|---|"]
    lines += [
        f"| {one.kind} | {one.there} | {one.recall:.2f} | {one.exact / one.there:.2f} | {one.precision:.2f} |"
        for one in found
    ]
    return "\n".join(lines)


def page_text(rounds: int) -> str:
    """Answer the figures as they stand on the page."""
    found = scores(json.loads(DATA.read_text("utf-8")))
    lines = [f"| {line.title} | {line.budget} | {line.value:.2f} |" for line in growth(rounds).lines]
    versions = ", ".join(f"{name} {value}" for name, value in about().items())
    return "\n".join([f"{versions}.", "", table(found), "", "| Time | Promised | Measured |", "|---|---|---|", *lines])


def main() -> None:
    """Measure and print, or write."""
    options = reader(__doc__, 5)
    options.add_argument("--page", type=Path, help="write the figures into this page")
    given = options.parse_args()
    if given.page:
        if not DATA.is_file():
            sys.exit("needs the shared data: set SUPPORTKIT_DATA to its folder")
        before, _, rest = given.page.read_text("utf-8").partition(BEGIN)
        _, mark, after = rest.partition(END)
        if not mark:
            sys.exit(f"{given.page} has no marks for the figures")
        given.page.write_text(f"{before}{BEGIN}\n\n{page_text(given.rounds)}\n\n{END}{after}", "utf-8")
    show(measure_all(given.rounds), about(), given)


if __name__ == "__main__":
    main()
