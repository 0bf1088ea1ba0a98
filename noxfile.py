"""The tasks of the project: ``nox -s NAME``, ``nox -l`` lists them. What follows ``--`` is passed on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import nox

nox.needs_version = ">=2025.2.9"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["tests", "lint", "types", "twins"]

PROJECT: Final = nox.project.load_toml("pyproject.toml")
EXTRAS: Final = ".[sql,postgres,fast,phone,match,notebook,testing]"
"""What the whole library needs to be imported and tested."""
FULLY_COVERED: Final = ("core", "sessions", "sync", "storage", "jobs")
OTHER_PYTHONS: Final = ("3.12", "3.13")


def _install(session: nox.Session, what: str, *groups: str) -> None:
    """Install the project as it stands in this folder, and groups of tools."""
    session.install("-e", what, *nox.project.dependency_groups(PROJECT, *groups))


def _run_tests(session: nox.Session) -> None:
    _install(session, EXTRAS, "tests")
    session.run("python", "-m", "pytest", "-n", "2", "--dist", "worksteal", *session.posargs)


def _check_all(session: nox.Session, *checks: list[str]) -> None:
    """Run every check, also behind a failed one; fail at the end, naming those that did."""
    failed: list[str] = []
    for check in checks:
        try:
            session.run(*check)
        except nox.command.CommandFailed:
            failed.append(" ".join(check))
    if failed:
        session.error(f"failed: {'; '.join(failed)}")


@nox.session
def demo(session: nox.Session) -> None:
    """Show two systems and a host's table in step, on this machine alone."""
    session.install(".[sql,testing]")
    session.run("python", "examples/two_way_customers.py", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on the interpreter at hand."""
    _run_tests(session)


def _working(version: str) -> str | None:
    """Return the interpreter of that version; ``None`` when it is absent, or present but broken."""
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    probe = [found, "-c", "import sys, ssl, sqlite3, venv; print(*sys.version_info[:2], sep='.')"]
    try:
        done = subprocess.run(probe, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 - from PATH
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found if done.returncode == 0 and done.stdout.strip() == version else None


def _declare_tests_on(version: str) -> None:
    """Make a session ``tests-VERSION``; where the interpreter is missing it says so and is skipped."""
    interpreter = _working(version)

    @nox.session(name=f"tests-{version}", python=interpreter or False)
    def tests_on(session: nox.Session) -> None:
        if interpreter is None:
            session.skip(f"There is no working python{version} on the PATH; nothing was tested on it")
        _run_tests(session)

    tests_on.__doc__ = f"Run the tests on Python {version}, where it exists."


for _version in OTHER_PYTHONS:
    _declare_tests_on(_version)


@nox.session
def coverage(session: nox.Session) -> None:
    """Run the tests and ask for every branch of the packages that keep the promises."""
    _install(session, EXTRAS, "tests")
    session.run("coverage", "erase")
    session.run("python", "-m", "pytest", "-n", "2", "--cov", "--cov-report=", *session.posargs)
    session.run("coverage", "report", success_codes=[0, 2])
    kept = ",".join(f"src/crosstie/{package}/*" for package in FULLY_COVERED)
    session.run("coverage", "report", f"--include={kept}", "--fail-under=100")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format and import rules."""
    session.install(*nox.project.dependency_groups(PROJECT, "lint"))
    session.env["PYTHONPATH"] = "src"  # import-linter reads the source, nothing needs to be installed
    _check_all(session, ["ruff", "check", "."], ["ruff", "format", "--check", "."], ["lint-imports"])


@nox.session
def types(session: nox.Session) -> None:
    """Check types with two checkers, and that every public name has one."""
    _install(session, EXTRAS, "types")
    _check_all(session, ["mypy"], ["pyright"], ["pyright", "--verifytypes", "crosstie", "--ignoreexternal"])


@nox.session(python=False)
def twins(session: nox.Session) -> None:
    """Check that generated code is current: the raw views, then the sync twins made of them and all else."""
    checks = ("tools/raw_views.py", "tools/async_to_sync.py")
    _check_all(session, *([sys.executable, check, "--check"] for check in checks))


@nox.session
def bench(session: nox.Session) -> None:
    """Measure what the library adds, as ratios within one run; prints a table and writes JSON."""
    _install(session, EXTRAS, "bench")
    session.run("python", "bench/run.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation and run its examples; any warning fails."""
    _install(session, EXTRAS, "docs")
    built = Path("docs", "_build")
    session.run("sphinx-build", "-W", "--keep-going", "-b", "html", "docs", str(built / "html"))
    session.run("sphinx-build", "-W", "--keep-going", "-b", "doctest", "docs", str(built / "doctest"))
