# @generated from src/crosstie/systems/quickbooks/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
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
from crosstie.systems.caller import raw
from crosstie.systems.quickbooks.api import Include
from crosstie.systems.quickbooks.models import CompanyInfo, Entity
from crosstie.systems.quickbooks.query import WhereLike

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.quickbooks.collections import Company, Names
    from crosstie.systems.quickbooks.transactions import Forms, Transactions, VoidableForms

__all__ = [
    "RawCompany",
    "RawForms",
    "RawNames",
    "RawTransactions",
    "RawVoidableForms",
]

R = TypeVar("R", bound=Entity)


class RawNames(Generic[R]):
    """As :class:`Names`, answering the whole exchange."""

    __slots__ = ("_names",)

    def __init__(self, plain: Names[R]) -> None:
        """Take the collection."""
        self._names = plain

    def deactivate(self, record: R, *, idempotency_key: str | None=None) -> Answer[R]:
        """Make a record inactive; its name gets a suffix, and lists leave it out."""
        return raw(self._names.deactivate)(record, idempotency_key=idempotency_key)

    def reactivate(self, record: R, *, idempotency_key: str | None=None) -> Answer[R]:
        """Make an inactive record active again, under its name without the suffix."""
        return raw(self._names.reactivate)(record, idempotency_key=idempotency_key)

    def create(self, draft: R, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Create a record."""
        return raw(self._names.create)(draft, idempotency_key=idempotency_key, include=include)

    def update(self, record: R, base: R | None=None, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Change a part of a record (a sparse update)."""
        return raw(self._names.update)(record, base, idempotency_key=idempotency_key, include=include)

    def replace(self, record: R, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Send a whole record (a full update): what is not set in it is wiped."""
        return raw(self._names.replace)(record, idempotency_key=idempotency_key, include=include)

    def get(self, record_id: str, *, include: Sequence[Include]=()) -> Answer[R]:
        """Read one record; an inactive one too."""
        return raw(self._names.get)(record_id, include=include)

    def page(self, *, limit: int=100, after: str | None=None, where: WhereLike | None=None, updated_since: datetime | None=None, active: bool | None=True, order_by: str | None=None) -> Answer[Page[R]]:
        """Read one page; ``after`` is the ``next`` of the page before it. The rest is as for :meth:`list`."""
        return raw(self._names.page)(limit=limit, after=after, where=where, updated_since=updated_since, active=active, order_by=order_by)

    def count(self, where: WhereLike | None=None, *, updated_since: datetime | None=None, active: bool | None=True) -> Answer[int]:
        """Count records; the arguments are those of :meth:`list`."""
        return raw(self._names.count)(where, updated_since=updated_since, active=active)


class RawCompany:
    """As :class:`Company`, answering the whole exchange."""

    __slots__ = ("_company",)

    def __init__(self, plain: Company) -> None:
        """Take the collection."""
        self._company = plain

    def get(self) -> Answer[CompanyInfo]:
        """Read it."""
        return raw(self._company.get)()

    def update(self, record: CompanyInfo, base: CompanyInfo | None=None, *, idempotency_key: str | None=None) -> Answer[CompanyInfo]:
        """Change a part of it; the arguments are those of :meth:`Writable.update`."""
        return raw(self._company.update)(record, base, idempotency_key=idempotency_key)


class RawTransactions(Generic[R]):
    """As :class:`Transactions`, answering the whole exchange."""

    __slots__ = ("_transactions",)

    def __init__(self, plain: Transactions[R]) -> None:
        """Take the collection."""
        self._transactions = plain

    def delete(self, record: R | str, sync_token: str | None=None, *, idempotency_key: str | None=None) -> Answer[R]:
        """Delete a transaction."""
        return raw(self._transactions.delete)(record, sync_token, idempotency_key=idempotency_key)

    def create(self, draft: R, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Create a record."""
        return raw(self._transactions.create)(draft, idempotency_key=idempotency_key, include=include)

    def update(self, record: R, base: R | None=None, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Change a part of a record (a sparse update)."""
        return raw(self._transactions.update)(record, base, idempotency_key=idempotency_key, include=include)

    def replace(self, record: R, *, idempotency_key: str | None=None, include: Sequence[Include]=()) -> Answer[R]:
        """Send a whole record (a full update): what is not set in it is wiped."""
        return raw(self._transactions.replace)(record, idempotency_key=idempotency_key, include=include)

    def get(self, record_id: str, *, include: Sequence[Include]=()) -> Answer[R]:
        """Read one record; an inactive one too."""
        return raw(self._transactions.get)(record_id, include=include)

    def page(self, *, limit: int=100, after: str | None=None, where: WhereLike | None=None, updated_since: datetime | None=None, active: bool | None=True, order_by: str | None=None) -> Answer[Page[R]]:
        """Read one page; ``after`` is the ``next`` of the page before it. The rest is as for :meth:`list`."""
        return raw(self._transactions.page)(limit=limit, after=after, where=where, updated_since=updated_since, active=active, order_by=order_by)

    def count(self, where: WhereLike | None=None, *, updated_since: datetime | None=None, active: bool | None=True) -> Answer[int]:
        """Count records; the arguments are those of :meth:`list`."""
        return raw(self._transactions.count)(where, updated_since=updated_since, active=active)


class RawForms(RawTransactions[R]):
    """As :class:`Forms`, answering the whole exchange."""

    __slots__ = ("_forms",)

    def __init__(self, plain: Forms[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._forms = plain

    def send(self, record_id: str, to: str | None=None) -> Answer[R]:
        """Send a form by e-mail."""
        return raw(self._forms.send)(record_id, to)

    def pdf(self, record_id: str) -> Answer[bytes]:
        """Read a form as PDF."""
        return raw(self._forms.pdf)(record_id)


class RawVoidableForms(RawForms[R]):
    """As :class:`VoidableForms`, answering the whole exchange."""

    __slots__ = ("_voidable_forms",)

    def __init__(self, plain: VoidableForms[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._voidable_forms = plain

    def void(self, record: R | str, sync_token: str | None=None, *, idempotency_key: str | None=None) -> Answer[R]:
        """Void a form: its amounts become zero, and it stays; arguments and errors as for :meth:`delete`."""
        return raw(self._voidable_forms.void)(record, sync_token, idempotency_key=idempotency_key)
