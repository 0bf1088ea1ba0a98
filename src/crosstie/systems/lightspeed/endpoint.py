# @generated from src/crosstie/systems/lightspeed/endpoint_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""A collection as a side of two-way sync."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Generic, TypeVar

from crosstie.core.endpoint import Abilities, AtTime, Change, ChangePage, Position, Values
from crosstie.errors import CrosstieError, UsageError
from crosstie.http.headers import provider_time
from crosstie.systems.lightspeed import api, api_writes, sides
from crosstie.systems.lightspeed.calls import Calls
from crosstie.systems.lightspeed.kinds import SALE, Kind
from crosstie.systems.lightspeed.models import LightspeedRecord
from crosstie.systems.lightspeed.query import where

__all__ = ["CollectionEndpoint"]

R = TypeVar("R", bound=LightspeedRecord)

_MOST = 100


class CollectionEndpoint(Generic[R]):
    """One collection as an :class:`~crosstie.core.endpoint.Endpoint`; made by a collection's ``endpoint()``.

    Records are addressed by the Python names of their fields. What stands in a contact has short paths: ``email``,
    ``email_secondary``, ``phone_home``, ``phone_work``, ``phone_mobile``, ``phone_pager``, ``phone_fax``, ``address1``,
    ``address2``, ``city``, ``state``, ``state_code``, ``zip``, ``country``, ``country_code``, ``no_email``,
    ``no_phone`` and ``no_mail``; the prices of an item are ``price`` and ``msrp``. Archived records have the state
    ``inactive``.

    Lightspeed has neither versions nor idempotency keys: an update writes only the fields that change, and a creation
    is never repeated.
    """

    __slots__ = ("_calls", "_kind", "_page_size")

    def __init__(self, calls: Calls, kind: Kind[R], *, page_size: int = _MOST) -> None:
        """Take what calls are made with; nothing is sent."""
        self._calls = calls
        self._kind = kind
        self._page_size = api.selection(kind, where(None), size=page_size).size

    @property
    def name(self) -> str:
        """Such as ``lightspeed.customers``."""
        return f"lightspeed.{self._kind.plural}"

    @property
    def tenant(self) -> str | None:
        """The connection's tenant."""
        return self._calls.caller.auth.key[0]

    @property
    def abilities(self) -> Abilities:
        """What it can do."""
        return sides.abilities(self._kind)

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that the records do not have.

        Raises:
            UsageError: A path is unknown.
        """
        sides.check(self._kind, paths)

    # -- reading -------------------------------------------------------------------------------------------------------

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List what changed at or after a time, oldest change first, archived records too; everything without one.

        Raises:
            UsageError: The position is not a time.
        """
        if since is not None and not isinstance(since, AtTime) and self._kind.timed:
            message = f"{self.name} tells changes by time, not by {type(since).__name__}."
            raise UsageError(message)
        pages = api.pages(self._kind, self._changed(since.at if isinstance(since, AtTime) else None))
        answer = self._calls.answer(pages(page))
        return ChangePage(
            changes=[sides.change(self._kind, record) for record in answer.value.items],
            next_page=answer.value.next,
            clock=provider_time(answer.response),
        )

    def _changed(self, at: Any) -> api.Selection:  # noqa: ANN401 - a time, or none
        clock = self._calls.settings.sale_clock if self._kind is SALE else "time_stamp"
        return api.selection(
            self._kind,
            where(None),
            relations=sides.relations(self._kind),
            updated_since=at,
            clock=clock,
            sort=clock if self._kind.timed else None,
            archived=True,
            size=self._page_size,
        )

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Return records by id, archived ones too."""
        found: list[Change] = []
        for start in range(0, len(ids), _MOST):
            asked = {self._kind.key: list(ids[start : start + _MOST])}
            found += self._selected(asked, archived=True)
        return found

    def find(self, values: Values) -> Sequence[Change]:
        """Return the active records that have all these values."""
        asked = {self._searched(path): str(value) for path, value in values.items() if value is not None}
        return self._selected(asked, archived=False) if asked else []

    def _searched(self, path: str) -> str:
        return "contact.email" if path == "email" else path

    def _selected(self, asked: Mapping[str, Any], *, archived: bool) -> list[Change]:
        chosen = api.selection(
            self._kind, where(asked), relations=sides.relations(self._kind), archived=archived, size=_MOST
        )
        page = self._calls.value(api.pages(self._kind, chosen)(None))
        return [sides.change(self._kind, record) for record in page.items]

    def values_of(self, record: R, paths: Collection[str]) -> Values:
        """Return the values at these paths."""
        return sides.values_of(self._kind, record, paths)

    # -- writing -------------------------------------------------------------------------------------------------------

    def create(self, values: Values, *, key: str) -> Change:
        """Make a record; the key goes nowhere.

        Raises:
            UsageError: The values do not fit.
            Invalid: Lightspeed refused them.
            OutcomeUnknown: It may have been made.
        """
        del key
        filled = {path: value for path, value in values.items() if value is not None}
        made = self._calls.value(api_writes.post(self._kind, sides.body_of(self._kind, filled)))
        return self._as_it_is(made)

    def update(self, record_id: str, values: Values, *, version: str | None, base: R | None) -> Change:
        """Change the fields that are given, and nothing else.

        Raises:
            UsageError: The values do not fit.
            NotFound: It is gone.
            Invalid: Lightspeed refused them.
        """
        del version
        if base is None and sides.needs_base(self._kind, values):
            base = self._calls.value(api.get(self._kind, record_id, sides.relations(self._kind)))
        body = sides.body_of(self._kind, values, base)
        call = api_writes.put(self._kind, record_id, body, settings=self._calls.settings)
        return self._as_it_is(self._calls.value(call))

    def _as_it_is(self, written: R) -> Change:
        """Return a written record with its relations, which answers to writes need not hold."""
        name = self._kind.id_of(written)
        if name is None or not sides.relations(self._kind):
            return sides.change(self._kind, written)
        try:
            read = self._calls.value(api.get(self._kind, name, sides.relations(self._kind)))
        except CrosstieError:
            # The write was accepted: that it could not be read back, even because the session ended in between, must
            # not make it look like a failure, after which it would be made again. The next call says what is wrong.
            return sides.change(self._kind, written)
        return sides.change(self._kind, read)
