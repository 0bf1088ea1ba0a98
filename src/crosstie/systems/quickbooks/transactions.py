# @generated from src/crosstie/systems/quickbooks/transactions_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The collections of a client: transactions, which can be deleted, and forms, which can be sent, printed and voided."""

from __future__ import annotations

from typing import TypeVar

from crosstie.systems.quickbooks.api_writes import delete, send, void
from crosstie.systems.quickbooks.collections import Writable
from crosstie.systems.quickbooks.models import Entity
from crosstie.systems.quickbooks.raw import RawForms, RawTransactions, RawVoidableForms

__all__ = ["Forms", "Transactions", "VoidableForms"]

R = TypeVar("R", bound=Entity)


class Transactions(Writable[R]):
    """Transactions: they can be deleted."""

    __slots__ = ()

    def delete(self, record: R | str, sync_token: str | None = None, *, idempotency_key: str | None = None) -> R:
        """Delete a transaction.

        Args:
            record: The record as it was read, or its id.
            sync_token: Its version, with an id.
            idempotency_key: Up to 50 printable characters.

        Returns:
            Its trace: an id, and ``is_deleted``.

        Raises:
            Conflict: ``stale``: somebody changed it since it was read.
            Invalid: A payment is linked to it.
        """
        return self._books.value(delete(self._books.api, self._kind, record, sync_token, key=idempotency_key))

    @property
    def raw(self) -> RawTransactions[R]:
        """The same methods, answering the value with status, headers, body, request id and attempts."""
        return RawTransactions(self)


class Forms(Transactions[R]):
    """Forms: they can be sent by e-mail, and read as PDF."""

    __slots__ = ()

    def send(self, record_id: str, to: str | None = None) -> R:
        """Send a form by e-mail.

        QuickBooks does not say that a repeat would not send it twice, so an attempt in doubt is not repeated. A sandbox
        sends at most 40 mails a day.

        Args:
            record_id: Which one.
            to: The address; it becomes the form's ``bill_email``, which is used when not given.

        Raises:
            Invalid: There is no address (6420).
            OutcomeUnknown: It may have been sent.
        """
        return self._books.value(send(self._books.api, self._kind, record_id, to))

    def pdf(self, record_id: str) -> bytes:
        """Read a form as PDF."""
        return self._books.value(self._books.api.pdf(self._kind, record_id))

    @property
    def raw(self) -> RawForms[R]:
        """The same methods, answering the value with status, headers, body, request id and attempts."""
        return RawForms(self)


class VoidableForms(Forms[R]):
    """Forms that can be voided: invoices, payments, sales receipts."""

    __slots__ = ()

    def void(self, record: R | str, sync_token: str | None = None, *, idempotency_key: str | None = None) -> R:
        """Void a form: its amounts become zero, and it stays; arguments and errors as for :meth:`delete`."""
        return self._books.value(void(self._books.api, self._kind, record, sync_token, key=idempotency_key))

    @property
    def raw(self) -> RawVoidableForms[R]:
        """The same methods, answering the value with status, headers, body, request id and attempts."""
        return RawVoidableForms(self)
