"""Batches: ``client.customers.batches`` (fact sheet: netsuite.md, 2.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from crosstie.errors import CrosstieError
from crosstie.models import decode_record
from crosstie.systems.netsuite import api
from crosstie.systems.netsuite.batch_bodies import by_ids, collection, named, whole
from crosstie.systems.netsuite.bodies import Members, changed, made
from crosstie.systems.netsuite.caller_async import AsyncAccountCaller
from crosstie.systems.netsuite.jobs_async import WAIT, AsyncJobs
from crosstie.systems.netsuite.models_base import NetSuiteRecord

__all__ = ["AsyncBatches"]

R = TypeVar("R", bound=NetSuiteRecord)


class AsyncBatches(Generic[R]):
    """Up to 100 records of one type in one asynchronous request, which NetSuite carries out once for its key.

    Every record has a result or an error of its own, in the order given; one that is refused stops none of the others.
    NetSuite hands results out one by one, so that a batch saves no calls: what it saves is the waiting for each write.
    That the parts of a job are numbered in the order they were sent in is what the documents suggest, and not what
    they say.

    All methods take the key of the batch, a UUID; with the same one again nothing is written a second time. They
    raise ``UsageError`` before anything is sent, for no records or more than 100; ``Pending`` with a token where the
    end is not known yet; and ``OutcomeUnknown`` where NetSuite cannot be asked about the batch, or forgot it.
    """

    __slots__ = ("_caller", "_jobs", "_kind", "_model")

    def __init__(self, caller: AsyncAccountCaller, kind: str, model: type[R]) -> None:
        """Take what calls are made with; nothing is sent."""
        self._caller = caller
        self._jobs = AsyncJobs(caller)
        self._kind = kind
        self._model = model

    async def create(
        self,
        records: Sequence[R | Members],
        *,
        key: str,
        parallel: bool = False,
        wait: float = WAIT,
        resume: str | None = None,
    ) -> Sequence[str | CrosstieError]:
        """Make records and return their ids.

        Args:
            records: Drafts without ids, or members by wire name.
            key: A UUID of this one batch, kept by the host until its outcome is known.
            parallel: Whether NetSuite may carry the parts out in any order.
            wait: Seconds to wait for its end.
            resume: The token of a :class:`~crosstie.errors.Pending`: nothing is sent, only asked.
        """
        request = collection("POST", self._kind, [made(record) for record in records], self._caller.settings)
        return await self._jobs.several(
            f"{self._kind}.batch",
            request,
            api.id_made,
            len(records),
            key=key,
            parallel=parallel,
            wait=wait,
            resume=resume,
        )

    async def update(
        self,
        changes: Mapping[str, Members],
        *,
        key: str,
        parallel: bool = False,
        wait: float = WAIT,
        resume: str | None = None,
    ) -> Sequence[CrosstieError | None]:
        """Change records: by their ids, or ``eid:`` and the external ones, the members to change.

        Raises:
            UsageError: Also for lines that would be added: those of ``item`` name by their ``line`` what they change.
        """
        items = [named(record_id, changed(members, None)[0]) for record_id, members in changes.items()]
        return await self._jobs.several(
            f"{self._kind}.batch",
            collection("PATCH", self._kind, items, self._caller.settings),
            lambda _: None,
            len(items),
            key=key,
            parallel=parallel,
            wait=wait,
            resume=resume,
        )

    async def upsert(
        self,
        records: Mapping[str, R | Members],
        *,
        key: str,
        parallel: bool = False,
        wait: float = WAIT,
        resume: str | None = None,
    ) -> Sequence[str | CrosstieError | None]:
        """Make or change the records with these external ids; return the internal ids where NetSuite tells them.

        Raises:
            UsageError: Also for lines: they would be added to those of a record that is there, and nobody documents
                that a batch can replace them.
        """
        items = [whole(external, record) for external, record in records.items()]
        return await self._jobs.several(
            f"{self._kind}.batch",
            collection("PUT", self._kind, items, self._caller.settings),
            api.id_told,
            len(items),
            key=key,
            parallel=parallel,
            wait=wait,
            resume=resume,
        )

    async def delete(
        self,
        ids: Sequence[str],
        *,
        key: str,
        parallel: bool = False,
        wait: float = WAIT,
        resume: str | None = None,
    ) -> Sequence[CrosstieError | None]:
        """Delete records by their ids, or ``eid:`` and the external ones."""
        return await self._jobs.several(
            f"{self._kind}.batch",
            by_ids("DELETE", self._kind, ids),
            lambda _: None,
            len(ids),
            key=key,
            parallel=parallel,
            wait=wait,
            resume=resume,
        )

    async def get(
        self, ids: Sequence[str], *, key: str, wait: float = WAIT, resume: str | None = None
    ) -> Sequence[R | CrosstieError]:
        """Read records with their sublists; more calls than to read each by itself."""
        further = (("expandRecords", "true"), ("expandSubResources", "true"))
        return await self._jobs.several(
            f"{self._kind}.batch",
            by_ids("GET", self._kind, ids, further),
            lambda response: decode_record(self._model, response.body),
            len(ids),
            key=key,
            parallel=True,
            wait=wait,
            resume=resume,
        )
