# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""The methods of the collections, answering the value with status, headers, body and attempts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from crosstie.core.exchange import Answer
from crosstie.systems.caller_async import async_raw
from crosstie.systems.netsuite.bodies import Members
from crosstie.systems.netsuite.models_base import NetSuiteRecord

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.netsuite.records_async import AsyncRecords

__all__ = [
    "AsyncRawRecords",
]

R = TypeVar("R", bound=NetSuiteRecord)


class AsyncRawRecords(Generic[R]):
    """As :class:`AsyncRecords`, answering the whole exchange."""

    __slots__ = ("_records",)

    def __init__(self, plain: AsyncRecords[R]) -> None:
        """Take the collection."""
        self._records = plain

    async def get(self, record_id: str) -> Answer[R]:
        """Read one record with its sublists."""
        return await async_raw(self._records.get)(record_id)

    async def find(self, external_id: str) -> Answer[str | None]:
        """Look for a record by the host's own id, and return NetSuite's; ``None`` if there is none."""
        return await async_raw(self._records.find)(external_id)

    async def create(self, record: R | Members) -> Answer[str]:
        """Make a record and return its id."""
        return await async_raw(self._records.create)(record)

    async def update(self, record_id: str, record: R | Members, base: R | None=None, *, replace: Sequence[str]=(), append: Sequence[str]=()) -> Answer[None]:
        """Change some fields; those that are not sent stay."""
        return await async_raw(self._records.update)(record_id, record, base, replace=replace, append=append)

    async def upsert(self, external_id: str, record: R | Members, *, replace: Sequence[str]=(), append: Sequence[str]=()) -> Answer[str | None]:
        """Make the record with this external id, or change the one there is."""
        return await async_raw(self._records.upsert)(external_id, record, replace=replace, append=append)

    async def delete(self, record_id: str) -> Answer[None]:
        """Delete a record."""
        return await async_raw(self._records.delete)(record_id)

    async def transform(self, record_id: str, target: str, members: Members | None=None) -> Answer[str | None]:
        """Make another record of this one, such as a sales order of an estimate, or an invoice of an order."""
        return await async_raw(self._records.transform)(record_id, target, members)
