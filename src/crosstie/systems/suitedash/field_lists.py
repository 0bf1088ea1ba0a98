"""What accounts said of their own fields, kept because every question costs a call of the month (suitedash.md, 2.6)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

__all__ = ["FieldList", "FieldLists", "Kind"]

Kind: TypeAlias = Literal["contact", "company", "project"]

FieldList: TypeAlias = Mapping[str, Any]
"""The description of each field by name, of the account's own fields by uid; its shape is not documented."""


class FieldLists:
    """The field lists of one process; safe to use from many threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._lists: dict[tuple[str, Kind], FieldList] = {}

    def get(self, account: str, kind: Kind) -> FieldList | None:
        """Return what was kept."""
        with self._lock:
            return self._lists.get((account, kind))

    def keep(self, account: str, kind: Kind, fields: FieldList) -> None:
        """Keep what an account said."""
        with self._lock:
            self._lists[account, kind] = fields
