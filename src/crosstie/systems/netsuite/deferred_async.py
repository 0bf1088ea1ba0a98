"""Writes as asynchronous requests: ``client.customers.deferred`` (fact sheet: netsuite.md, 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from crosstie.systems.netsuite import api
from crosstie.systems.netsuite.bodies import Members, changed, made, upserted
from crosstie.systems.netsuite.caller_async import AsyncAccountCaller
from crosstie.systems.netsuite.jobs_async import WAIT, AsyncJobs
from crosstie.systems.netsuite.models_base import NetSuiteRecord

__all__ = ["AsyncDeferred"]

R = TypeVar("R", bound=NetSuiteRecord)


class AsyncDeferred(Generic[R]):
    """The writes of a collection as asynchronous requests, which NetSuite carries out once for their key.

    Slower than the plain ones, which ignore keys, and a burden on the account's scripts; worth it where a write must
    not happen twice whatever happens here. Each waits for the end. ``Pending`` means that there is none yet::

        try:
            order = await client.estimates.deferred.transform("60001", "salesOrder", key=key)
        except crosstie.Pending as pending:
            order = await client.estimates.deferred.transform("60001", "salesOrder", key=key, resume=pending.token)

    The same call with the same key resumes too, and makes no second one, for as long as NetSuite remembers keys, which
    is not documented. With a key that was used for another request, the answer is that of the other one.

    All methods raise, beside what their plain twins raise: ``UsageError`` for a key that is no UUID, ``Pending``, and
    ``OutcomeUnknown`` where NetSuite cannot be asked about it, or forgot it.
    """

    __slots__ = ("_caller", "_jobs", "_kind")

    def __init__(self, caller: AsyncAccountCaller, kind: str) -> None:
        """Take what calls are made with; nothing is sent."""
        self._caller = caller
        self._jobs = AsyncJobs(caller)
        self._kind = kind

    async def create(self, record: R | Members, *, key: str, wait: float = WAIT, resume: str | None = None) -> str:
        """Make a record and return its id.

        Args:
            record: A draft without id, or members by wire name.
            key: A UUID of this one creation, kept by the host until its outcome is known.
            wait: Seconds to wait for its end.
            resume: The token of a :class:`~crosstie.errors.Pending`: nothing is sent, only asked.
        """
        call = api.create(self._kind, made(record), self._caller.settings)
        return await self._jobs.single(call, key=key, wait=wait, resume=resume)

    async def update(
        self,
        record_id: str,
        record: R | Members,
        base: R | None = None,
        *,
        key: str,
        replace: Sequence[str] = (),
        append: Sequence[str] = (),
        wait: float = WAIT,
        resume: str | None = None,
    ) -> None:
        """Change some fields; see the plain ``update``. Lines that are appended are so once."""
        members, whole = changed(record, base, replace=replace, append=append)
        if not members:
            return
        call = api.update(self._kind, record_id, members, self._caller.settings, replace=whole)
        await self._jobs.single(call, key=key, wait=wait, resume=resume)

    async def upsert(
        self,
        external_id: str,
        record: R | Members,
        *,
        key: str,
        replace: Sequence[str] = (),
        append: Sequence[str] = (),
        wait: float = WAIT,
        resume: str | None = None,
    ) -> str | None:
        """Make the record with this external id, or change the one there is; see the plain ``upsert``."""
        members, whole = upserted(record, replace, append)
        call = api.upsert(self._kind, external_id, members, self._caller.settings, replace=whole)
        return await self._jobs.single(call, key=key, wait=wait, resume=resume)

    async def delete(self, record_id: str, *, key: str, wait: float = WAIT, resume: str | None = None) -> None:
        """Delete a record."""
        await self._jobs.single(api.delete(self._kind, record_id), key=key, wait=wait, resume=resume)

    async def transform(
        self,
        record_id: str,
        target: str,
        members: Members | None = None,
        *,
        key: str,
        wait: float = WAIT,
        resume: str | None = None,
    ) -> str | None:
        """Make another record of this one; see the plain ``transform``. It is made once."""
        call = api.transform(self._kind, record_id, target, made(members or {}), self._caller.settings)
        return await self._jobs.single(call, key=key, wait=wait, resume=resume)
