# @generated from src/crosstie/systems/netsuite/records_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Records of one type: ``client.records("customer")``, ``client.customers`` and the like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, TypeVar

from crosstie.systems.listing import Listing
from crosstie.systems.netsuite import api
from crosstie.systems.netsuite.batches import Batches
from crosstie.systems.netsuite.bodies import Members, changed, made, upserted
from crosstie.systems.netsuite.caller import AccountCaller
from crosstie.systems.netsuite.changes import Changes
from crosstie.systems.netsuite.deferred import Deferred
from crosstie.systems.netsuite.endpoint import RecordEndpoint
from crosstie.systems.netsuite.filters import Filter
from crosstie.systems.netsuite.models_base import NetSuiteRecord
from crosstie.systems.netsuite.places import since_utc
from crosstie.systems.netsuite.raw import RawRecords
from crosstie.systems.netsuite.sides import SIDE, SideOptions
from crosstie.systems.netsuite.watch import watched

__all__ = ["Records"]

R = TypeVar("R", bound=NetSuiteRecord)


class Records(Generic[R]):
    """Records of one type.

    Wherever an id is asked for, ``eid:`` and the host's own id will do, but for ``transform``. Writes answer nothing
    but the id: read the record again to see what scripts of the account made of it.
    """

    __slots__ = ("_caller", "_kind", "_model")

    def __init__(self, caller: AccountCaller, kind: str, model: type[R]) -> None:
        """Take what calls are made with; nothing is sent.

        Raises:
            UsageError: The type is no name.
        """
        self._caller = caller
        self._kind = api.checked_type(kind)
        self._model = model

    def get(self, record_id: str) -> R:
        """Read one record with its sublists.

        Raises:
            NotFound: There is none, or the role does not see it.
            Forbidden: The role may not open it; reading can need more than the View permission.
        """
        return self._caller.value(api.get(self._kind, self._model, record_id))

    def list(self, wanted: Filter | str | None = None) -> Listing[str]:
        """List the ids of records; NetSuite's lists hold nothing else, SuiteQL lists fields.

        A list has no order of its own and may shift while it is read, so that ids repeat or are missed at the edges of
        pages; ``client.suiteql.by_id`` misses none.

        Args:
            wanted: A filter, such as ``condition("email", "IS", "ada@example.com")``, or its text. Dates in a text are
                in the format of the token's user.

        Raises:
            Invalid: While iterating, behind the last page: the list is longer than NetSuite shows.
        """
        return Listing(self._caller, api.ids(self._kind, wanted, self._caller.settings))

    def find(self, external_id: str) -> str | None:
        """Look for a record by the host's own id, and return NetSuite's; ``None`` if there is none.

        Args:
            external_id: Whatever it holds: one with other characters than letters, digits, ``_`` and ``-`` cannot be
                asked for with ``eid:``.

        Raises:
            UsageError: It holds a double quote, a backslash or a control character.
        """
        return self._caller.value(api.find(self._kind, external_id, self._caller.settings))

    def create(self, record: R | Members) -> str:
        """Make a record and return its id.

        Args:
            record: A draft without id, or members by wire name.

        Raises:
            UsageError: It has an id.
            Invalid: NetSuite, or a script of the account, refused it; also for a property that the type does not have.
            OutcomeUnknown: It may have been made; it is not sent again. Nor is it looked for: what is there by its
                external id may have been there before, and this one refused for it. Where you know that it was not,
                :meth:`find` tells; and :meth:`upsert` may be called at any time.
        """
        return self._caller.value(api.create(self._kind, made(record), self._caller.settings))

    def update(
        self,
        record_id: str,
        record: R | Members,
        base: R | None = None,
        *,
        replace: Sequence[str] = (),
        append: Sequence[str] = (),
    ) -> None:
        """Change some fields; those that are not sent stay.

        Args:
            record_id: Which one.
            record: The record as it should be, with ``base``; or the members to change, by wire name, as they are to
                be sent.
            base: The record as it was read: what differs is sent, custom fields too. Of lines that were changed only
                what differs is sent; where lines were added or taken away, those given replace the old ones.
            replace: With members: sublists whose lines become those given.
            append: With members: sublists that lines are to be added to, each time this is sent. Without either, each
                line of ``item`` names by its ``line`` the one it changes, and other sublists cannot be sent.

        Raises:
            UsageError: A record without a base, only NetSuite changes a field that differs, or lines would be added
                that nobody said should be.
            NotFound: There is none.
            Invalid: NetSuite refused it.
            OutcomeUnknown: Lines may have been added; it is not sent again, for they would be added twice.
        """
        members, whole = changed(record, base, replace=replace, append=append)
        if not members:
            return
        call = api.update(self._kind, record_id, members, self._caller.settings, replace=whole)
        self._caller.value(call)

    def upsert(
        self, external_id: str, record: R | Members, *, replace: Sequence[str] = (), append: Sequence[str] = ()
    ) -> str | None:
        """Make the record with this external id, or change the one there is.

        Args:
            external_id: The host's own id: letters, digits, ``_`` and ``-``.
            record: A draft without id, whose lines are all that the record should have; or members by wire name.
            replace: With members: sublists whose lines become those given.
            append: Sublists that lines are to be added to, each time this is sent, if the record is there already.

        Returns:
            The internal id where NetSuite tells it, which is not documented.

        Raises:
            UsageError: The external id holds something else, or lines would be added that nobody said should be.
            Invalid: NetSuite refused it.
            OutcomeUnknown: Lines may have been added; it is not sent again, for they would be added twice.
        """
        members, whole = upserted(record, replace, append)
        call = api.upsert(self._kind, external_id, members, self._caller.settings, replace=whole)
        return self._caller.value(call)

    def delete(self, record_id: str) -> None:
        """Delete a record.

        Raises:
            NotFound: There is none.
            Invalid: Something depends on it.
            OutcomeUnknown: It may be gone; it is not sent again.
        """
        self._caller.value(api.delete(self._kind, record_id))

    def transform(self, record_id: str, target: str, members: Members | None = None) -> str | None:
        """Make another record of this one, such as a sales order of an estimate, or an invoice of an order.

        Args:
            record_id: The internal id.
            target: The type to make, such as ``salesOrder``.
            members: What should differ from what is copied. An ``externalId`` lets you find it again after a doubt.

        Returns:
            The id of what was made, where NetSuite tells it, which is not documented.

        Raises:
            NotFound: There is none.
            Invalid: NetSuite refused it.
            OutcomeUnknown: It may have been made; it is not sent again, for it could be made twice.
        """
        call = api.transform(self._kind, record_id, target, made(members or {}), self._caller.settings)
        return self._caller.value(call)

    @property
    def deferred(self) -> Deferred[R]:
        """The writes as synchronous requests, carried out once for their key."""
        return Deferred(self._caller, self._kind)

    @property
    def batches(self) -> Batches[R]:
        """Up to 100 records in one synchronous request."""
        return Batches(self._caller, self._kind, self._model)

    # -- what changed, and sync ----------------------------------------------------------------------------------------

    def changes(self, since: datetime | None, *, options: SideOptions = SIDE) -> Changes[R]:
        """Return what was changed or deleted at or after a time; ``None`` for everything.

        Args:
            since: Aware.
            options: What is known of the account: its zone, how it names deletions, whether lines have times.

        Raises:
            UsageError: It is no time, or has no zone.
        """
        return Changes(watched(self._caller, self._kind, options), self._model, since_utc(since))

    def endpoint(self, options: SideOptions = SIDE) -> RecordEndpoint[R]:
        """Return these records as a side of two-way sync."""
        return RecordEndpoint(self._caller, self._kind, self._model, options)

    @property
    def raw(self) -> RawRecords[R]:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawRecords(self)
