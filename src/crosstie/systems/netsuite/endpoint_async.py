"""A record type as a side of two-way sync."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC
from typing import Generic, TypeVar

import attrs

from crosstie.core.endpoint import Abilities, AtTime, Change, ChangePage, Position, Values
from crosstie.errors import Conflict, CrosstieError, NotFound, OutcomeUnknown, UsageError
from crosstie.systems.netsuite import api, sides
from crosstie.systems.netsuite.bodies import made
from crosstie.systems.netsuite.caller_async import AsyncAccountCaller
from crosstie.systems.netsuite.lookups import holders
from crosstie.systems.netsuite.models_base import NetSuiteRecord
from crosstie.systems.netsuite.places import Place
from crosstie.systems.netsuite.sides import SideOptions
from crosstie.systems.netsuite.sublists import sublists_of
from crosstie.systems.netsuite.watch_async import watched

__all__ = ["AsyncRecordEndpoint"]

R = TypeVar("R", bound=NetSuiteRecord)


class AsyncRecordEndpoint(Generic[R]):
    """One record type as an :class:`~crosstie.core.endpoint.Endpoint`; made by a collection's ``endpoint()``.

    Records are addressed by the Python paths of their class; ``entity.id`` and the like are references, and
    ``extra.custentity_origin`` and the like are fields that the class does not know. Inactive customers and void
    documents have the state ``inactive``; deletions come as such.

    Changes are told without fields, because a query does not know all of them: each record that is not known is read
    by a call of its own. An update writes only the fields that change; NetSuite knows no versions.
    """

    __slots__ = ("_caller", "_kind", "_model", "_options", "_watch")

    def __init__(self, caller: AsyncAccountCaller, kind: str, model: type[R], options: SideOptions) -> None:
        """Take what calls are made with; nothing is sent."""
        self._caller = caller
        self._kind = kind
        self._model = model
        self._options = options
        self._watch = watched(caller, kind, options)

    @property
    def name(self) -> str:
        """Such as ``netsuite.customers``."""
        return sides.name_of(self._kind)

    @property
    def tenant(self) -> str | None:
        """The connection's tenant."""
        return self._caller.auth.key[0]

    @property
    def abilities(self) -> Abilities:
        """What it can do; see :class:`SideOptions`."""
        return sides.abilities(self._kind, self._model, self._options)

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that the records do not have.

        Raises:
            UsageError: A path is unknown.
        """
        sides.check(self._model, paths)

    # -- reading -------------------------------------------------------------------------------------------------------

    async def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List what changed at or after a time, by id, then what was deleted; everything without one.

        Raises:
            UsageError: The position is not a time.
            Forbidden: The role may not read deletions.
        """
        if since is not None and not isinstance(since, AtTime):
            message = f"{self.name} tells changes by time, not by {type(since).__name__}."
            raise UsageError(message)
        moment = None if since is None else since.at.astimezone(UTC)
        place = await self._watch.begin(moment) if page is None else Place.read(page)
        if place.phase == "deleted":
            return await self._deletions(place)
        heads, following = await self._watch.heads(place)
        if following is None and self._options.deletes:
            following = attrs.evolve(place, phase="deleted", after=None)
        return _page([sides.head(one) for one in heads], place, following)

    async def _deletions(self, place: Place) -> ChangePage:
        gone, following = await self._watch.deletions(place)
        return _page([Change(id=one.id, time=one.at, state="deleted") for one in gone], place, following)

    async def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Return records by id, inactive and void ones too: one call for each, and one more for documents.

        That a query does not show a record is no proof that it is gone: only a 404 is.
        """
        void = await self._watch.void(ids) if self._watch.table.lined else frozenset[str]()
        found = [await self._whole(name, off=name in void) for name in ids]
        return [change for change in found if change is not None]

    async def find(self, values: Values) -> Sequence[Change]:
        """Return the records in use that have all these values, whatever their letter case and blanks around."""
        asked = {path: str(value) for path, value in values.items() if value is not None}
        if not asked:
            return []
        call = holders(self._watch.table, self._model, asked, self._caller.settings)
        return await self.read((await self._caller.value(call)).items)

    async def _whole(self, name: str, *, off: bool = False) -> Change | None:
        try:
            record = await self._caller.value(api.get(self._kind, self._model, name))
        except NotFound:
            return None
        return sides.change(record, off=off)

    def values_of(self, record: R, paths: Collection[str]) -> Values:
        """Return the values at these paths."""
        return sides.values_of(record, paths)

    # -- writing -------------------------------------------------------------------------------------------------------

    async def create(self, values: Values, *, key: str) -> Change:
        """Make a record under an external id; with the same key again, the first result is found by it.

        Raises:
            UsageError: The values do not fit.
            Invalid: NetSuite, or a script of the account, refused them.
            Conflict: ``duplicate``: the external id among the values is taken.
            OutcomeUnknown: It may have been made.
        """
        body = sides.body_of(self._model, {path: value for path, value in values.items() if value is not None})
        if not self._options.keys and "externalId" not in body:
            return await self._made(await self._posted(body))
        external = sides.external_id(values, key)
        named = api.by_external_id(external)
        known = await self._whole(named)
        if known is not None and "externalId" in body:
            message = f"The external id is that of {self._kind} {known.id} already."
            raise Conflict(message, kind="duplicate", existing_id=known.id)
        if known is None:
            await self._put(external, body)
            return await self._made(named)
        return known

    async def update(self, record_id: str, values: Values, *, version: str | None, base: R | None) -> Change:
        """Change the fields that are given, and nothing else.

        Raises:
            UsageError: The values do not fit.
            NotFound: It is gone.
            Invalid: NetSuite, or a script of the account, refused them.
        """
        del version, base
        body = sides.body_of(self._model, values)
        # Sublists are written whole: lines that are only sent are added (2.5).
        call = api.update(self._kind, record_id, body, self._caller.settings, replace=sublists_of(body))
        await self._caller.value(call)
        try:
            found = await self.read([record_id])
        except CrosstieError:
            # It was written: that it cannot be read, even because the session ended in between, must not make it look
            # like a failure. The next call says what is wrong.
            return Change(id=record_id)
        return found[0] if found else Change(id=record_id)

    async def _posted(self, body: dict[str, object]) -> str:
        return await self._caller.value(api.create(self._kind, made(body), self._caller.settings))

    async def _put(self, external: str, body: dict[str, object]) -> None:
        """Write under the external id; NetSuite need not tell the id of what it made (2.1)."""
        members = made({name: value for name, value in body.items() if name != "externalId"})
        call = api.upsert(self._kind, external, members, self._caller.settings, replace=sublists_of(members))
        await self._caller.value(call)

    async def _made(self, named: str) -> Change:
        """Read what was made.

        Raises:
            OutcomeUnknown: It was made, and cannot be read.
        """
        try:
            made_one = await self._whole(named)
        except CrosstieError as error:
            raise _unread(str(error)) from error
        if made_one is None:
            reason = "there is none of that id."
            raise _unread(reason)
        return made_one


def _page(changes: Sequence[Change], place: Place, following: Place | None) -> ChangePage:
    return ChangePage(changes=changes, next_page=None if following is None else following.written(), clock=place.clock)


def _unread(reason: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"NetSuite accepted the record, and it could not be read afterwards: {reason}",
        advice="Look it up before you write it again.",
    )
