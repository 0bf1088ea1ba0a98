# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""The methods of the collections, answering the value with status, headers, body and attempts."""

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
    from crosstie.systems.quickbooks.collections_async import AsyncCompany
    from crosstie.systems.quickbooks.collections_async import AsyncNames
    from crosstie.systems.quickbooks.transactions_async import AsyncForms
    from crosstie.systems.quickbooks.transactions_async import AsyncTransactions
    from crosstie.systems.quickbooks.transactions_async import AsyncVoidableForms

__all__ = [
    "AsyncRawCompany",
    "AsyncRawForms",
    "AsyncRawNames",
    "AsyncRawTransactions",
    "AsyncRawVoidableForms",
]

R = TypeVar("R", bound=Entity)


class AsyncRawNames(Generic[R]):
    """As :class:`AsyncNames`, answering the whole exchange."""

    __slots__ = ("_names",)

    def __init__(self, plain: AsyncNames[R]) -> None:
        """Take the collection."""
        self._names = plain

    async def deactivate(self, record: R, *, idempotency_key: str | None=None) -> Answer[R]:
        """Make a record inactive; its name gets a suffix, and lists leave it out."""
        return await async_raw(self._names.deactivate)(record, idempotency_key=idempotency_key)

    async def reactivate(self, record: R, *, idempotency_key: str | None=None) -> Answer[R]:
        """Make an inactive record active again, under its name without the suffix."""
        return await async_raw(self._names.reactivate)(record, idempotency_key=idempotency_key)

    async def create(self, draft: R, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Create a record."""
        return await async_raw(self._names.create)(draft, idempotency_key=idempotency_key, include=include)

    async def update(self, record: R, base: R | None=None, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Change a part of a record (a sparse update)."""
        return await async_raw(self._names.update)(record, base, idempotency_key=idempotency_key, include=include)

    async def replace(self, record: R, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Send a whole record (a full update): what is not set in it is wiped."""
        return await async_raw(self._names.replace)(record, idempotency_key=idempotency_key, include=include)

    async def get(self, record_id: str, *, include: Sequence[Include]=()) -> Answer[R]:
        """Read one record; an inactive one too."""
        return await async_raw(self._names.get)(record_id, include=include)

    async def page(self, *, limit: int=100, after: str | None=None, where: WhereLike | None=None, updated_since: datetime | None=None, active: bool | None=True, order_by: str | None=None) -> Answer[Page[R]]:
        """Read one page; ``after`` is the ``next`` of the page before it. The rest is as for :meth:`list`."""
        return await async_raw(self._names.page)(limit=limit, after=after, where=where, updated_since=updated_since, active=active, order_by=order_by)

    async def count(self, where: WhereLike | None=None, *, updated_since: datetime | None=None, active: bool | None=True) -> Answer[int]:
        """Count records; the arguments are those of :meth:`list`."""
        return await async_raw(self._names.count)(where, updated_since=updated_since, active=active)


class AsyncRawCompany:
    """As :class:`AsyncCompany`, answering the whole exchange."""

    __slots__ = ("_company",)

    def __init__(self, plain: AsyncCompany) -> None:
        """Take the collection."""
        self._company = plain

    async def get(self) -> Answer[CompanyInfo]:
        """Read it."""
        return await async_raw(self._company.get)()

    async def update(self, record: CompanyInfo, base: CompanyInfo | None=None, *, idempotency_key: str | None=None) -> Answer[CompanyInfo]:
        """Change a part of it; the arguments are those of :meth:`AsyncWritable.update`."""
        return await async_raw(self._company.update)(record, base, idempotency_key=idempotency_key)


class AsyncRawTransactions(Generic[R]):
    """As :class:`AsyncTransactions`, answering the whole exchange."""

    __slots__ = ("_transactions",)

    def __init__(self, plain: AsyncTransactions[R]) -> None:
        """Take the collection."""
        self._transactions = plain

    async def delete(self, record: R | str, sync_token: str | None=None, *, idempotency_key: str | None=None) -> Answer[R]:
        """Delete a transaction."""
        return await async_raw(self._transactions.delete)(record, sync_token, idempotency_key=idempotency_key)

    async def create(self, draft: R, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Create a record."""
        return await async_raw(self._transactions.create)(draft, idempotency_key=idempotency_key, include=include)

    async def update(self, record: R, base: R | None=None, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Change a part of a record (a sparse update)."""
        return await async_raw(self._transactions.update)(record, base, idempotency_key=idempotency_key, include=include)

    async def replace(self, record: R, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Send a whole record (a full update): what is not set in it is wiped."""
        return await async_raw(self._transactions.replace)(record, idempotency_key=idempotency_key, include=include)

    async def get(self, record_id: str, *, include: Sequence[Include]=()) -> Answer[R]:
        """Read one record; an inactive one too."""
        return await async_raw(self._transactions.get)(record_id, include=include)

    async def page(self, *, limit: int=100, after: str | None=None, where: WhereLike | None=None, updated_since: datetime | None=None, active: bool | None=True, order_by: str | None=None) -> Answer[Page[R]]:
        """Read one page; ``after`` is the ``next`` of the page before it. The rest is as for :meth:`list`."""
        return await async_raw(self._transactions.page)(limit=limit, after=after, where=where, updated_since=updated_since, active=active, order_by=order_by)

    async def count(self, where: WhereLike | None=None, *, updated_since: datetime | None=None, active: bool | None=True) -> Answer[int]:
        """Count records; the arguments are those of :meth:`list`."""
        return await async_raw(self._transactions.count)(where, updated_since=updated_since, active=active)


class AsyncRawForms(AsyncRawTransactions[R]):
    """As :class:`AsyncForms`, answering the whole exchange."""

    __slots__ = ("_forms",)

    def __init__(self, plain: AsyncForms[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._forms = plain

    async def send(self, record_id: str, to: str | None=None) -> Answer[R]:
        """Send a form by e-mail."""
        return await async_raw(self._forms.send)(record_id, to)

    async def pdf(self, record_id: str) -> Answer[bytes]:
        """Read a form as PDF."""
        return await async_raw(self._forms.pdf)(record_id)


class AsyncRawVoidableForms(AsyncRawForms[R]):
    """As :class:`AsyncVoidableForms`, answering the whole exchange."""

    __slots__ = ("_voidable_forms",)

    def __init__(self, plain: AsyncVoidableForms[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._voidable_forms = plain

    async def void(self, record: R | str, sync_token: str | None=None, *, idempotency_key: str | None=None) -> Answer[R]:
        """Void a form: its amounts become zero, and it stays; arguments and errors as for :meth:`delete`."""
        return await async_raw(self._voidable_forms.void)(record, sync_token, idempotency_key=idempotency_key)
