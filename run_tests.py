"""Run all tests: `python3 run_tests.py`. Needs Python 3.11 or later and nothing else.

Makes an environment of its own in `.venv-tests`, installs this project and what its tests need (the dependency groups
`test` and `docs` of pyproject.toml), and runs pytest in it. Arguments are passed on to pytest. The environment is made
once, and again when pyproject.toml or the interpreter changes.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  (the one file that an older Python may meet)
    sys.exit("supportkit needs Python 3.11 or later; this is " + sys.version.split()[0] + ".")

import tomllib

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv-tests"
PYTHON = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
GROUPS = ("test", "docs")


def requirements(groups: dict[str, list[str | dict[str, str]]], name: str) -> list[str]:
    """Answer what a dependency group asks for, with the groups that it includes (PEP 735)."""
    found: list[str] = []
    for item in groups[name]:
        found += [item] if isinstance(item, str) else requirements(groups, item["include-group"])
    return found


def prepare() -> None:
    """Make the environment, unless it stands and is current."""
    text = (HERE / "pyproject.toml").read_bytes()
    stamp = HOME / "stamp"
    current = hashlib.sha256(text + sys.version.encode() + str(HERE).encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text("utf-8") == current:
        return
    print("Making .venv-tests; this takes a minute, once.", flush=True)
    if HOME.exists():
        shutil.rmtree(HOME)
    subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
    (HOME / ".gitignore").write_text("*\n", "utf-8")
    groups = tomllib.loads(text.decode())["dependency-groups"]
    wanted = sorted({line for name in GROUPS for line in requirements(groups, name)})
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--editable", str(HERE), *wanted], check=True)
    stamp.write_text(current, "utf-8")


def main() -> int:
    """Prepare, then run pytest; answer its exit code."""
    try:
        prepare()
    except subprocess.CalledProcessError as error:
        print(f"The environment for the tests could not be made ({error}).", file=sys.stderr)
        return 1
    # Examples of one page share their names, so a file stays with one worker.
    pytest = [str(PYTHON), "-m", "pytest", "-n", "auto", "--dist", "loadfile", *sys.argv[1:]]
    return subprocess.run(pytest, cwd=HERE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
