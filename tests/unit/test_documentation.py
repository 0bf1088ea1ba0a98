"""The pages of the documentation show no code that nobody runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_python_block_is_one_that_the_docs_build_runs(page: Path) -> None:
    """Code stands in ``doctest`` or ``testcode`` blocks, which ``nox -s docs`` executes."""
    found = re.findall(
        r"^ *`{3,}(\{code-block\} *)?(python|py|python3|pycon)\b", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert not found


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_files_that_a_page_names_are_there(page: Path) -> None:
    """A test, an example or a script that a page points to has not been moved away."""
    named = re.findall(r"`((?:tests|examples|bench|tools|src)/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []
