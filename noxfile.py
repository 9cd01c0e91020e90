"""The sessions of the project: `nox` runs lint, types, tests and docs; `nox -l` lists them all.

The interpreters of a pyenv are found where pyenv keeps them (PYENV_ROOT, else ~/.pyenv): the shims that it puts on the
PATH answer only for the version that is switched on. A missing interpreter fails its session; none is downloaded.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

VERSIONS = ("3.11", "3.12", "3.13")
PROJECT = nox.project.load_toml("pyproject.toml")
PYTEST = ("pytest", "-n", "auto", "--dist", "loadfile")  # examples of one page share their names

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "tests", "docs"]

os.environ["UV_PYTHON_DOWNLOADS"] = "never"
os.environ.setdefault("UV_SYSTEM_CERTS", "1")  # as pip can be told: a network may have an authority of its own
# These sessions leave out the pages, so a skip for want of them is none that hides anything.
WITHOUT_PAGES = {"SUPPORTKIT_CI": ""}


def pyenv_folders() -> list[str]:
    """Answer the newest interpreter of each version that a pyenv on this machine holds."""
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = []
    for version in VERSIONS:
        patches = [path for path in home.glob(f"{version}.*/bin/python{version}") if path.is_file()]
        found += [str(path.parent) for path in sorted(patches, key=_patch)[-1:]]
    return found


def _patch(path: Path) -> int:
    digits = path.parent.parent.name.rsplit(".", 1)[-1]
    return int(digits) if digits.isdigit() else -1


os.environ["PATH"] = os.pathsep.join([*pyenv_folders(), os.environ["PATH"]])


def group(*names: str) -> list[str]:
    """Answer the requirements of dependency groups."""
    return nox.project.dependency_groups(PROJECT, *names)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests on this interpreter."""
    session.install("-e", ".", *group("test", "docs"))
    session.run(*PYTEST, *session.posargs)


@nox.session(python=VERSIONS)
def matrix(session: nox.Session) -> None:
    """Run the tests on every version we claim."""
    session.install("-e", ".", *group("test"))
    session.run(*PYTEST, *session.posargs, env=WITHOUT_PAGES)


@nox.session(python=VERSIONS[0], venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest version of everything that pyproject.toml names."""
    session.install("--resolution=lowest-direct", "-e", ".", *group("test"))
    session.run(*PYTEST, *session.posargs, env=WITHOUT_PAGES)


@nox.session
def long(session: nox.Session) -> None:
    """Run the tests with many more examples; slow."""
    session.install("-e", ".", *group("test", "docs"))
    session.run(*PYTEST, *session.posargs, env={"SUPPORTKIT_PROFILE": "long"})


@nox.session
def mutation(session: nox.Session) -> None:
    """Put small faults into the parts that must not fail, and see whether the tests notice nine of ten; slow."""
    session.install("-e", ".", *group("test", "docs"))
    session.run("python", "-m", "tests.mutation", *(session.posargs or ("privacy",)))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    session.install(*group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check types as we see them, and as those who import us see them."""
    session.install(".", *group("test", "types"))
    targets = [name for name in ("src", "tests/typing") if Path(name).exists()]
    session.run("mypy", *targets)
    session.run("pyright", *targets)
    # verifytypes reads the installed package, and finds it only from an activated environment
    session.run(
        "pyright", "--verifytypes", "supportkit", "--ignoreexternal", env={"VIRTUAL_ENV": session.virtualenv.location}
    )


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site; anything doubtful in it fails."""
    session.install("-e", ".", *group("docs"))
    # the theme's notices about other projects would hide warnings of ours
    env = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    session.run("mkdocs", *(session.posargs or ("build", "--strict")), env=env)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure ratios against peers: everything in bench/, or what is named; prints figures, judges nothing."""
    session.install(".", *group("bench"))
    session.run("python", "-m", "bench", *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """Build what is published, and use it as somebody would who has nothing else."""
    session.install("build>=1.2", "twine>=6")
    place = Path(session.create_tmp()).resolve()
    shutil.rmtree(place)
    session.run("python", "-m", "build", "--outdir", str(place))
    built = sorted(place.iterdir())
    session.run("twine", "check", "--strict", *map(str, built))
    session.run("python", "-m", "venv", str(place / "clean"))
    programs = place / "clean" / ("Scripts" if os.name == "nt" else "bin")
    python = str(programs / "python")
    wheel = str(next(path for path in built if path.suffix == ".whl"))
    with session.chdir(place):
        session.run(python, "-m", "pip", "install", "--quiet", wheel, external=True)
        session.run(python, "-W", "error", "-c", "import supportkit", external=True)
        session.run(python, "-m", "supportkit", "--version", external=True)
        session.run(str(programs / "supportkit"), "demo", external=True)
