"""The README's two lines are the ones that CI runs, and a skip for something missing fails there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib

import pytest
from tests.house.source import ROOT

DEMO = "python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/supportkit demo"
TESTS = "python3 run_tests.py"


@pytest.mark.parametrize("line", [DEMO, TESTS])
def test_the_readme_has_each_line_alone_in_its_block(line: str):
    blocks = re.findall(r"```[a-z]*\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert f"{line}\n" in blocks


@pytest.mark.parametrize("line", [DEMO, TESTS])
def test_ci_runs_the_same_line(line: str):
    assert line in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert cited is not None
    assert cited[1].strip('"') == project["version"]
    assert project["license"] in (ROOT / "CITATION.cff").read_text("utf-8")


def test_every_file_that_people_look_for_is_there_and_published():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    targets = project["tool"]["hatch"]["build"]["targets"]
    for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "SAFETY.md", "CITATION.cff", "CODE_OF_CONDUCT.md"):
        assert (ROOT / name).read_text("utf-8").strip()
        assert name in targets["sdist"]["include"]


@pytest.mark.parametrize(
    ("reason", "in_ci", "data", "code"),
    [
        ("needs a browser", "1", "", 1),
        ("needs a browser", "", "", 0),
        ("Windows only", "1", "", 0),
        ("needs the shared data: set SUPPORTKIT_DATA", "1", "nowhere", 0),
        ("needs the shared data: set SUPPORTKIT_DATA", "1", ".", 1),
    ],
)
@pytest.mark.parametrize("where", ["test", "module"])
def test_a_skip_for_something_missing_fails_in_ci(tmp_path, where: str, reason: str, in_ci: str, data: str, code: int):
    body = f"pytest.skip({reason!r}, allow_module_level=True)" if where == "module" else ""
    (tmp_path / "test_it.py").write_text(
        f"import pytest\n{body}\ndef test_it():\n    pytest.skip({reason!r})\ndef test_good(): pass\n", "utf-8"
    )
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"), "utf-8")
    environment = os.environ | {"SUPPORTKIT_CI": in_ci, "SUPPORTKIT_DATA": str(tmp_path / data) if data else ""}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    skipped_module = where == "module" and code == 0
    # pytest answers 2 where collecting failed, and 5 where nothing was left to run
    assert ran.returncode == (5 if skipped_module else 2 if where == "module" else code), ran.stdout
