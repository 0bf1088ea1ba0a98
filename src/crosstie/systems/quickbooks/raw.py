# @generated from src/crosstie/systems/quickbooks/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The methods of a collection in a form that answers the value with status, headers, body, request id and attempts."""

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
    from crosstie.systems.quickbooks.collections import Company, Names, Records, Writable
    from crosstie.systems.quickbooks.transactions import Forms, Transactions, VoidableForms

__all__ = [
    "RawCompany",
    "RawForms",
    "RawNames",
    "RawRecords",
    "RawTransactions",
    "RawVoidableForms",
    "RawWritable",
]

R = TypeVar("R", bound=Entity)


class RawRecords(Generic[R]):
    """As :class:`Records`, answering the whole exchange."""

    __slots__ = ("_plain",)

    def __init__(self, plain: Records[R]) -> None:
        """Take the collection."""
        self._plain = plain

    def get(self, record_id: str, *, include: Sequence[Include] = ()) -> Answer[R]:
        """Read one record."""
        return raw(self._plain.get)(record_id, include=include)

    def page(
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
        return raw(self._plain.page)(
            limit=limit, after=after, where=where, updated_since=updated_since, active=active, order_by=order_by
        )

    def count(
        self, where: WhereLike | None = None, *, updated_since: datetime | None = None, active: bool | None = True
    ) -> Answer[int]:
        """Count records."""
        return raw(self._plain.count)(where, updated_since=updated_since, active=active)


class RawWritable(RawRecords[R]):
    """As :class:`Writable`, answering the whole exchange."""

    __slots__ = ("_writes",)

    def __init__(self, plain: Writable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._writes = plain

    def create(
        self, draft: R, *, idempotency_key: str | None = None, include: Sequence[Include] = ()
    ) -> Answer[R]:
        """Create a record."""
        return raw(self._writes.create)(draft, idempotency_key=idempotency_key, include=include)

    def update(
        self, record: R, base: R | None = None, *, idempotency_key: str | None = None, include: Sequence[Include] = ()
    ) -> Answer[R]:
        """Change a part of a record."""
        return raw(self._writes.update)(record, base, idempotency_key=idempotency_key, include=include)

    def replace(
        self, record: R, *, idempotency_key: str | None = None, include: Sequence[Include] = ()
    ) -> Answer[R]:
        """Send a whole record."""
        return raw(self._writes.replace)(record, idempotency_key=idempotency_key, include=include)


class RawNames(RawWritable[R]):
    """As :class:`Names`, answering the whole exchange."""

    __slots__ = ("_names",)

    def __init__(self, plain: Names[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._names = plain

    def deactivate(self, record: R, *, idempotency_key: str | None = None) -> Answer[R]:
        """Make a record inactive."""
        return raw(self._names.deactivate)(record, idempotency_key=idempotency_key)

    def reactivate(self, record: R, *, idempotency_key: str | None = None) -> Answer[R]:
        """Make an inactive record active again."""
        return raw(self._names.reactivate)(record, idempotency_key=idempotency_key)


class RawTransactions(RawWritable[R]):
    """As :class:`Transactions`, answering the whole exchange."""

    __slots__ = ("_transactions",)

    def __init__(self, plain: Transactions[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._transactions = plain

    def delete(
        self, record: R | str, sync_token: str | None = None, *, idempotency_key: str | None = None
    ) -> Answer[R]:
        """Delete a transaction."""
        return raw(self._transactions.delete)(record, sync_token, idempotency_key=idempotency_key)


class RawForms(RawTransactions[R]):
    """As :class:`Forms`, answering the whole exchange."""

    __slots__ = ("_forms",)

    def __init__(self, plain: Forms[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._forms = plain

    def send(self, record_id: str, to: str | None = None) -> Answer[R]:
        """Send a form by e-mail."""
        return raw(self._forms.send)(record_id, to)

    def pdf(self, record_id: str) -> Answer[bytes]:
        """Read a form as PDF."""
        return raw(self._forms.pdf)(record_id)


class RawVoidableForms(RawForms[R]):
    """As :class:`VoidableForms`, answering the whole exchange."""

    __slots__ = ("_voidable",)

    def __init__(self, plain: VoidableForms[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._voidable = plain

    def void(
        self, record: R | str, sync_token: str | None = None, *, idempotency_key: str | None = None
    ) -> Answer[R]:
        """Void a transaction."""
        return raw(self._voidable.void)(record, sync_token, idempotency_key=idempotency_key)


class RawCompany:
    """As :class:`Company`, answering the whole exchange."""

    __slots__ = ("_plain",)

    def __init__(self, plain: Company) -> None:
        """Take the company."""
        self._plain = plain

    def get(self) -> Answer[CompanyInfo]:
        """Read the company's own record."""
        return raw(self._plain.get)()

    def update(
        self, record: CompanyInfo, base: CompanyInfo | None = None, *, idempotency_key: str | None = None
    ) -> Answer[CompanyInfo]:
        """Change a part of it."""
        return raw(self._plain.update)(record, base, idempotency_key=idempotency_key)
