"""The examples in the README, the pages and the docstrings are tests.

The blocks of one page share their names. A `python` block that starts with `>>>` is compared line by line; where a
`text` block follows a `python` block, it is what the block must print. `<!-- skip: next -->` leaves one out.
"""

from __future__ import annotations

import doctest
import re
from contextlib import redirect_stdout
from io import StringIO
from textwrap import dedent
from typing import TYPE_CHECKING

from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sybil import Document, Example, Region

OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
SHOWN = re.compile(r"\s*^([ \t]*)```text[^\n]*\n(.*?)^\1```[ \t]*$", re.MULTILINE | re.DOTALL)


class Printing(PythonEvaluator):
    """Runs a block and compares what it prints with the block that shows it, if there is one."""

    def __init__(self, shown: str | None) -> None:
        super().__init__()
        self.shown = shown

    def __call__(self, example: Example) -> str | None:
        printed = StringIO()
        with redirect_stdout(printed):
            super().__call__(example)
        if self.shown is None or doctest.OutputChecker().check_output(self.shown, printed.getvalue(), OPTIONS):
            return None
        return f"The page shows:\n{self.shown}\nThe block prints:\n{printed.getvalue()}"


class Blocks:
    """Finds the `python` and `pycon` blocks of a page, each with the output that follows it."""

    def __init__(self) -> None:
        console = PythonCodeBlockParser(doctest_optionflags=OPTIONS)
        console.codeblock_parser = CodeBlockParser("pycon", PythonEvaluator())
        self.parsers = (PythonCodeBlockParser(doctest_optionflags=OPTIONS), console)

    def __call__(self, document: Document) -> Iterator[Region]:
        for parser in self.parsers:
            for region in parser(document):
                if not isinstance(region.parsed, doctest.Example):
                    shown = SHOWN.match(document.text, region.end)
                    region.evaluator = Printing(dedent(shown[2]) if shown else None)
                yield region


readme = Sybil([Blocks(), SkipParser()], filenames=["README.md"])
pages = Sybil([Blocks(), SkipParser()], path="docs", pattern="*.md")
docstrings = Sybil(
    [DocTestParser(OPTIONS)], path="src", pattern="*.py", document_types={".py": PythonDocStringDocument}
)

pytest_collect_file = SybilCollection((readme, pages, docstrings)).pytest()
