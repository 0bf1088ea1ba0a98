# @generated from src/crosstie/systems/netsuite/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""The methods of the collections, answering the value with status, headers, body and attempts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from crosstie.core.exchange import Answer
from crosstie.systems.caller import raw
from crosstie.systems.netsuite.bodies import Members
from crosstie.systems.netsuite.models_base import NetSuiteRecord

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.netsuite.records import Records

__all__ = [
    "RawRecords",
]

R = TypeVar("R", bound=NetSuiteRecord)


class RawRecords(Generic[R]):
    """As :class:`Records`, answering the whole exchange."""

    __slots__ = ("_records",)

    def __init__(self, plain: Records[R]) -> None:
        """Take the collection."""
        self._records = plain

    def get(self, record_id: str) -> Answer[R]:
        """Read one record with its sublists."""
        return raw(self._records.get)(record_id)

    def find(self, external_id: str) -> Answer[str | None]:
        """Look for a record by the host's own id, and return NetSuite's; ``None`` if there is none."""
        return raw(self._records.find)(external_id)

    def create(self, record: R | Members) -> Answer[str]:
        """Make a record and return its id."""
        return raw(self._records.create)(record)

    def update(self, record_id: str, record: R | Members, base: R | None=None, *, replace: Sequence[str]=(), append: Sequence[str]=()) -> Answer[None]:
        """Change some fields; those that are not sent stay."""
        return raw(self._records.update)(record_id, record, base, replace=replace, append=append)

    def upsert(self, external_id: str, record: R | Members, *, replace: Sequence[str]=(), append: Sequence[str]=()) -> Answer[str | None]:
        """Make the record with this external id, or change the one there is."""
        return raw(self._records.upsert)(external_id, record, replace=replace, append=append)

    def delete(self, record_id: str) -> Answer[None]:
        """Delete a record."""
        return raw(self._records.delete)(record_id)

    def transform(self, record_id: str, target: str, members: Members | None=None) -> Answer[str | None]:
        """Make another record of this one, such as a sales order of an estimate, or an invoice of an order."""
        return raw(self._records.transform)(record_id, target, members)
