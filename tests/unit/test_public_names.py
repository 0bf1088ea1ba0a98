"""The names that users import from ``crosstie``, and what importing it costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import crosstie
import crosstie.errors

TOP = Path(crosstie.__file__)

# What is promised to users, beside every error. A name that disappears from here is a breaking change.
PROMISED = frozenset(
    {
        "AsyncSessionManager",
        "Connection",
        "RenewalPolicy",
        "SealingKeys",
        "SessionManager",
        "Start",
        "__version__",
    }
)


def _typed_names() -> dict[str, str]:
    """Return each name that type checkers see, with the module it comes from."""
    tree = ast.parse(TOP.read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in guarded.body if isinstance(node, ast.ImportFrom)]
    return {alias.name: node.module or "" for node in imports for alias in node.names}


def test_the_public_names_are_the_promised_ones() -> None:
    """Nothing becomes public, or stops being it, by accident."""
    assert set(crosstie.__all__) == PROMISED | set(crosstie.errors.__all__)


@pytest.mark.parametrize("name", crosstie.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """A name of ``__all__`` can be imported and shows in ``dir``."""
    assert getattr(crosstie, name) is not None
    assert name in dir(crosstie)


def test_type_checkers_see_the_same_names_from_the_same_homes() -> None:
    """What is loaded lazily is also imported for type checkers, from the same module."""
    assert _typed_names() == crosstie._HOME_OF
    assert set(crosstie.__all__) - {"__version__"} == set(crosstie._HOME_OF)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as on any module, and names itself."""
    with pytest.raises(AttributeError, match="'Sesion'"):
        _ = crosstie.Sesion  # type: ignore[attr-defined]


def _loaded_by(statement: str) -> set[str]:
    """Run a statement in a fresh interpreter; return the modules that it loaded."""
    script = f"import sys; before = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - before))"
    environment = {"PYTHONPATH": str(TOP.parents[1]), "PYTHONSAFEPATH": "1"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    return set(done.stdout.split())


def test_importing_loads_nothing_heavy() -> None:
    """``import crosstie`` loads no database layer, no OAuth library, no HTTP client and no system."""
    loaded = _loaded_by("import crosstie")
    assert "crosstie" in loaded
    heavy = {"aiosqlite", "asyncio", "authlib", "cryptography", "httpx", "msgspec", "pandas", "rich", "sqlalchemy"}
    assert not loaded & heavy
    assert not {name for name in loaded if name.startswith("crosstie.systems")}


def test_an_error_loads_no_more_than_the_errors() -> None:
    """Touching one lazy name loads its home and none of the other packages."""
    loaded = _loaded_by("import crosstie; crosstie.NotFound")
    assert "crosstie.errors" in loaded
    assert not loaded & {"sqlalchemy", "authlib", "httpx", "crosstie.sessions", "crosstie.storage"}


def test_the_version_is_the_distributions_own() -> None:
    """``crosstie.__version__`` has the form of a release."""
    assert [part.isdigit() for part in crosstie.__version__.split(".")[:2]] == [True, True]
