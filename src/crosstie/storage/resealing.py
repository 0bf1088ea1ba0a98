# @generated from src/crosstie/storage/resealing_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Move every sealed secret to the active key, after a key was rotated."""

from __future__ import annotations

from typing import Any

from crosstie.core.ports import Storage
from crosstie.core.state import Put, Query, Stored, key_of
from crosstie.errors import SealBroken, StaleWrite
from crosstie.storage.records import SEALED
from crosstie.storage.resealed import Outcome, Resealed, moved
from crosstie.storage.sealing import SealingKeys

__all__ = ["reseal"]

_PAGE = 200
_ATTEMPTS = 5


def reseal(storage: Storage, keys: SealingKeys) -> Resealed:
    """Seal every secret in the store anew with the active key.

    Works through all tenants, one compare-and-swap per record, and so is safe beside running renewals: who comes first
    wins, and the other reads again. It can be stopped anywhere and started again: what is done is skipped. Once every
    process seals with the new key, and a report after that is :attr:`Resealed.complete`, the old keys are no longer
    needed.

    Args:
        storage: Where the records are.
        keys: The new active key, and every old one that is still in use.

    Returns:
        How many records were moved or were current, and which were not moved.

    Raises:
        StorageUnavailable: The store failed; what was moved stays moved.
    """
    report = Resealed()
    for kind in SEALED:
        after: Any = None
        while True:
            page = storage.find(Query[Any].across_tenants(kind, limit=_PAGE, after=after))
            for stored in page:
                outcome = _reseal_one(storage, keys, kind, stored)
                report = report.plus(kind, key_of(stored.record), outcome)
            if len(page) < _PAGE:
                break
            after = page[-1].record
    return report


def _reseal_one(storage: Storage, keys: SealingKeys, kind: type[Any], stored: Stored[Any]) -> Outcome:
    key = key_of(stored.record)
    current: Stored[Any] | None = stored
    for _ in range(_ATTEMPTS):
        if current is None:  # deleted meanwhile
            return "current"
        try:
            record = moved(current.record, keys)
        except SealBroken:
            return "broken"
        if record is None:
            return "current"
        try:
            storage.commit([Put(record, current.version)])
        except StaleWrite:
            current = storage.get(kind, [key]).get(key)
        else:
            return "moved"
    return "busy"
