"""The storage that the documentation shows is a real one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from crosstie.testing import StorageContract
from crosstie.testing.storage_access import OpenStorage

_PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-storage.md"


class TestDocumented(StorageContract):
    """The storage of the how-to page, as it is printed there."""

    shared = False
    examples = 10

    @pytest.fixture
    def open_storage(self, tmp_path: Path) -> OpenStorage:
        """Run the page's example, and open what it defines."""
        example = re.search(r"```\{doctest\}\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
        assert example is not None
        names: dict[str, Any] = {}
        exec("\n".join(line[4:] for line in example[1].splitlines()), names)  # noqa: S102 - our own page
        storage = names["FileStorage"](tmp_path / "records")
        return lambda: storage
