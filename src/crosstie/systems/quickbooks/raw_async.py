"""The methods of a collection in a form that answers the value with status, headers, body, request id and attempts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from crosstie.core.exchange import Answer
from crosstie.core.paging import Page
from crosstie.systems.caller_async import async_raw
from crosstie.systems.quickbooks.api import Include
from crosstie.systems.quickbooks.models import CompanyInfo, Entity
from crosstie.systems.quickbooks.query import WhereLike

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.quickbooks.collections_async import AsyncCompany, AsyncNames, AsyncRecords, AsyncWritable
    from crosstie.systems.quickbooks.transactions_async import AsyncForms, AsyncTransactions, AsyncVoidableForms

__all__ = [
    "AsyncRawCompany",
    "AsyncRawForms",
    "AsyncRawNames",
    "AsyncRawRecords",
    "AsyncRawTransactions",
    "AsyncRawVoidableForms",
    "AsyncRawWritable",
]

R = TypeVar("R", bound=Entity)


class AsyncRawRecords(Generic[R]):
    """As :class:`AsyncRecords`, answering the whole exchange."""

    __slots__ = ("_plain",)

    def __init__(self, plain: AsyncRecords[R]) -> None:
        """Take the collection."""
        self._plain = plain

    async def get(self, record_id: str, *, include: Sequence[Include] = ()) -> Answer[R]:
        """Read one record."""
        return await async_raw(self._plain.get)(record_id, include=include)

    async def page(
        self,
        *,
        limit: int = 100,
        after: str | None = None,
        where: WhereLike | None = None,
        updated_since: datetime | None = None,
        active: bool | None = True,
        order_by: str | None = None,
    ) -> Answer[Page[R]]:
        """Read one page."""
        return await async_raw(self._plain.page)(
            limit=limit, after=after, where=where, updated_since=updated_since, active=active, order_by=order_by
        )

    async def count(
        self, where: WhereLike | None = None, *, updated_since: datetime | None = None, active: bool | None = True
    ) -> Answer[int]:
        """Count records."""
        return await async_raw(self._plain.count)(where, updated_since=updated_since, active=active)


class AsyncRawWritable(AsyncRawRecords[R]):
    """As :class:`AsyncWritable`, answering the whole exchange."""

    __slots__ = ("_writes",)

    def __init__(self, plain: AsyncWritable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._writes = plain

    async def create(
        self, draft: R, *, idempotency_key: str | None = None, include: Sequence[Include] = ()
    ) -> Answer[R]:
        """Create a record."""
        return await async_raw(self._writes.create)(draft, idempotency_key=idempotency_key, include=include)

    async def update(
        self, record: R, base: R | None = None, *, idempotency_key: str | None = None, include: Sequence[Include] = ()
    ) -> Answer[R]:
        """Change a part of a record."""
        return await async_raw(self._writes.update)(record, base, idempotency_key=idempotency_key, include=include)

    async def replace(
        self, record: R, *, idempotency_key: str | None = None, include: Sequence[Include] = ()
    ) -> Answer[R]:
        """Send a whole record."""
        return await async_raw(self._writes.replace)(record, idempotency_key=idempotency_key, include=include)


class AsyncRawNames(AsyncRawWritable[R]):
    """As :class:`AsyncNames`, answering the whole exchange."""

    __slots__ = ("_names",)

    def __init__(self, plain: AsyncNames[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._names = plain

    async def deactivate(self, record: R, *, idempotency_key: str | None = None) -> Answer[R]:
        """Make a record inactive."""
        return await async_raw(self._names.deactivate)(record, idempotency_key=idempotency_key)

    async def reactivate(self, record: R, *, idempotency_key: str | None = None) -> Answer[R]:
        """Make an inactive record active again."""
        return await async_raw(self._names.reactivate)(record, idempotency_key=idempotency_key)


class AsyncRawTransactions(AsyncRawWritable[R]):
    """As :class:`AsyncTransactions`, answering the whole exchange."""

    __slots__ = ("_transactions",)

    def __init__(self, plain: AsyncTransactions[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._transactions = plain

    async def delete(
        self, record: R | str, sync_token: str | None = None, *, idempotency_key: str | None = None
    ) -> Answer[R]:
        """Delete a transaction."""
        return await async_raw(self._transactions.delete)(record, sync_token, idempotency_key=idempotency_key)


class AsyncRawForms(AsyncRawTransactions[R]):
    """As :class:`AsyncForms`, answering the whole exchange."""

    __slots__ = ("_forms",)

    def __init__(self, plain: AsyncForms[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._forms = plain

    async def send(self, record_id: str, to: str | None = None) -> Answer[R]:
        """Send a form by e-mail."""
        return await async_raw(self._forms.send)(record_id, to)

    async def pdf(self, record_id: str) -> Answer[bytes]:
        """Read a form as PDF."""
        return await async_raw(self._forms.pdf)(record_id)


class AsyncRawVoidableForms(AsyncRawForms[R]):
    """As :class:`AsyncVoidableForms`, answering the whole exchange."""

    __slots__ = ("_voidable",)

    def __init__(self, plain: AsyncVoidableForms[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._voidable = plain

    async def void(
        self, record: R | str, sync_token: str | None = None, *, idempotency_key: str | None = None
    ) -> Answer[R]:
        """Void a transaction."""
        return await async_raw(self._voidable.void)(record, sync_token, idempotency_key=idempotency_key)


class AsyncRawCompany:
    """As :class:`AsyncCompany`, answering the whole exchange."""

    __slots__ = ("_plain",)

    def __init__(self, plain: AsyncCompany) -> None:
        """Take the company."""
        self._plain = plain

    async def get(self) -> Answer[CompanyInfo]:
        """Read the company's own record."""
        return await async_raw(self._plain.get)()

    async def update(
        self, record: CompanyInfo, base: CompanyInfo | None = None, *, idempotency_key: str | None = None
    ) -> Answer[CompanyInfo]:
        """Change a part of it."""
        return await async_raw(self._plain.update)(record, base, idempotency_key=idempotency_key)
