"""What two-way sync asks of a side: an endpoint, what it can do, and the values it answers with.

An endpoint is anything with changes, reads, searches, creations and updates: a client's collection, a table of the
host, or something the host writes itself. It stands in the core so that systems can offer endpoints without knowing
the sync engine; users import these names from :mod:`crosstie.sync`.

Fields are addressed by *path*: ``"display_name"``, ``"primary_email_addr.address"``. The engine hands over and takes
mappings of paths to plain Python values; what a record is, only the endpoint knows.

Every method that does I/O may answer a value or an awaitable: sync and async endpoints are the same protocol.
"""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol, TypeAlias

import attrs

from crosstie.core.checks import count
from crosstie.errors import CrosstieError

__all__ = [
    "Abilities",
    "AtDate",
    "AtTime",
    "AtToken",
    "BatchEndpoint",
    "Change",
    "ChangePage",
    "Creation",
    "Endpoint",
    "Feed",
    "HasEndpoint",
    "Position",
    "Revision",
    "Scanned",
    "State",
    "Values",
]

Values: TypeAlias = Mapping[str, object]
"""Field values by path. ``None`` means: empty, or to be emptied."""

State: TypeAlias = Literal["live", "inactive", "deleted"]
"""Whether a record is in use, switched off (inactive, archived, voided) or gone."""

Feed: TypeAlias = Literal["time", "date", "token", "scan"]
"""How an endpoint can tell what changed: since an instant, since a day, since a token, or only by listing all."""


# -- how far a side has been read --------------------------------------------------------------------------------------


@attrs.frozen
class AtTime:
    """Everything that changed before this instant has been seen (feed ``time``).

    Attributes:
        at: The instant, aware, on the provider's clock.
    """

    at: datetime


@attrs.frozen
class AtDate:
    """Everything that changed before this day has been seen (feed ``date``).

    Attributes:
        day: The day, as the provider counts days.
    """

    day: date


@attrs.frozen
class AtToken:
    """Everything up to this token has been seen (feed ``token``).

    Attributes:
        token: The provider's own, opaque.
    """

    token: str


@attrs.frozen
class Scanned:
    """The whole listing has been seen; the next reading lists all again (feed ``scan``)."""


Position: TypeAlias = AtTime | AtDate | AtToken | Scanned
"""How far a side has been read, typed by what the side can do."""


# -- what an endpoint answers ------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Change:
    """One record as its side has it now: what a listing, a read, a search and a write all answer with.

    Attributes:
        id: The record's id on its side.
        version: The side's own version token; ``None`` where it has none, then changes are told apart by value.
        time: When it was last changed, aware, on the side's clock; ``None`` where the side does not tell.
        record: The record itself, in the endpoint's own type. ``None`` in a listing that gives heads only (the engine
            then reads those that it does not know yet), and where the record is gone.
        state: Whether it is in use.
    """

    id: str
    version: str | None = None
    time: datetime | None = None
    record: Any = attrs.field(default=None, repr=False)  # Any: the endpoint's own type, opaque to everybody else
    state: State = "live"


@attrs.frozen(kw_only=True)
class ChangePage:
    """One page of changes.

    Attributes:
        changes: The changes, in the side's order; repeats are welcome, gaps are not.
        next_page: What asks for the next page; ``None`` on the last one.
        position: For feed ``token``: where the reading stands when this page is the last. The other feeds leave it to
            the engine.
        clock: The provider's clock when it answered (the ``Date`` header), where it is known.
    """

    changes: Sequence[Change]
    next_page: str | None = None
    position: Position | None = None
    clock: datetime | None = None


@attrs.frozen(kw_only=True)
class Creation:
    """A record to be made.

    Attributes:
        values: The values by path; what is empty is left out.
        key: The idempotency key, at most 32 characters.
    """

    values: Values = attrs.field(repr=False)
    key: str


@attrs.frozen(kw_only=True)
class Revision:
    """A record to be changed.

    Attributes:
        id: Which record.
        values: The new values by path, only those that change; ``None`` empties a field.
        version: The version it must still have; ``None`` where the side has no versions.
        base: The record as it was last read, if the engine still has it: for systems that take whole records only.
    """

    id: str
    values: Values = attrs.field(repr=False)
    version: str | None = None
    base: Any = attrs.field(default=None, repr=False)  # Any: the endpoint's own record type


# -- what an endpoint can do -------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Abilities:
    """What a side can do; the engine adapts to it instead of guessing.

    Attributes:
        feed: How it tells what changed.
        finds: Paths that :meth:`Endpoint.find` can look up exactly, up to letter case and surrounding blanks. A path
            whose values the side compares in other ways (phones with their punctuation) does not belong here.
        checks_version: Whether an update with a version that is no longer current is refused. Otherwise the engine
            reads the record directly before it writes, which narrows the gap but cannot close it.
        honours_keys: Whether a creation that is repeated with the same key answers the first result.
        keys_last: How long it does; later nothing is repeated.
        cannot_hold: Paths that cannot be written, whatever the record shows; reported once per run.
        recases: Paths whose text comes back in another letter case; they are compared without regard to case.
        batch: How many writes :meth:`BatchEndpoint.write` takes; 1 when the endpoint has no such method.
        reads: How many ids one :meth:`Endpoint.read` takes.
        overlap: How far behind the cursor reading begins again, for late commits and ties.
        settling: How far behind the provider's clock the cursor stops.
        look_back: How long the side remembers changes, where it forgets.
        calls_per_minute: What the side allows, for the price of a plan; ``None`` when it sets no limit.
        query: What the listing is limited to, in words; a cursor belongs to it.
    """

    feed: Feed = "scan"
    finds: frozenset[str] = frozenset()
    checks_version: bool = False
    honours_keys: bool = False
    keys_last: timedelta = timedelta(hours=24)
    cannot_hold: frozenset[str] = frozenset()
    recases: frozenset[str] = frozenset()
    batch: int = attrs.field(default=1, validator=count(1))
    reads: int = attrs.field(default=100, validator=count(1))
    overlap: timedelta = timedelta(minutes=5)
    settling: timedelta = timedelta(seconds=10)
    look_back: timedelta | None = None
    calls_per_minute: int | None = None
    query: str = ""


class Endpoint(Protocol):
    """One side of a pair.

    Errors are those of :mod:`crosstie.errors`. A :class:`~crosstie.errors.SessionError`, a pause that the side asked
    for, and a storage that failed stop a run; ``Invalid``, ``NotFound``, ``Conflict`` and the like concern the one
    record; ``OutcomeUnknown`` and ``TimedOut`` of a creation are never followed by a blind repeat.
    """

    @property
    def name(self) -> str:
        """What it is called in reports, such as ``quickbooks.customers``."""
        ...

    @property
    def tenant(self) -> str | None:
        """Whose records these are, where the endpoint knows; a run for another tenant is refused."""
        ...

    @property
    def abilities(self) -> Abilities:
        """What it can do."""
        ...

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that its records do not have.

        Raises:
            UsageError: A path is unknown; nothing was sent.
        """
        ...

    def changes(self, since: Position | None, page: str | None) -> ChangePage | Awaitable[ChangePage]:
        """List what changed at or after a position, oldest first where the side can; ``None`` lists everything.

        Args:
            since: Where to begin, inclusive; already moved back by the overlap.
            page: ``next_page`` of the page before; ``None`` for the first.
        """
        ...

    def read(self, ids: Sequence[str]) -> Sequence[Change] | Awaitable[Sequence[Change]]:
        """Return the records with these ids, whole, in any order; missing ones are absent."""
        ...

    def find(self, values: Values) -> Sequence[Change] | Awaitable[Sequence[Change]]:
        """Return the live records that have all these values, whole.

        Too many are allowed (the engine compares again), too few are not. Only paths of ``abilities.finds`` are asked
        for.
        """
        ...

    def values_of(self, record: Any, paths: Collection[str]) -> Values:  # noqa: ANN401 - the endpoint's own record type
        """Return the values at these paths of one of its records; pure."""
        ...

    def create(self, values: Values, *, key: str) -> Change | Awaitable[Change]:
        """Make a record and return it as the side now has it: trimmed, re-cased and completed.

        Once it is made, no error but ``OutcomeUnknown``: every other one counts as proof that it was not, and it would
        be made again. Where only reading it back fails, a :class:`Change` with its id alone is enough.

        Args:
            values: What to fill in, by path.
            key: The idempotency key, at most 32 characters.

        Raises:
            Invalid: The values are not acceptable.
            Conflict: ``kind="duplicate"``: there is one already, ``existing_id`` where the side tells.
            OutcomeUnknown: It may have been made.
        """
        ...

    def update(
        self,
        record_id: str,
        values: Values,
        *,
        version: str | None,
        base: Any,  # noqa: ANN401 - the endpoint's own record type
    ) -> Change | Awaitable[Change]:
        """Change a record and return it as the side now has it; see :class:`Revision` for the arguments.

        Raises:
            Invalid: The values are not acceptable.
            NotFound: It is gone.
            Conflict: ``kind="stale"``: it no longer has this version.
        """
        ...


class BatchEndpoint(Endpoint, Protocol):
    """An endpoint that takes several writes in one call; it says so with ``abilities.batch``."""

    def write(
        self, writes: Sequence[Creation | Revision]
    ) -> Sequence[Change | CrosstieError] | Awaitable[Sequence[Change | CrosstieError]]:
        """Carry out writes, each on its own, and answer one result or error for each, in their order."""
        ...


class HasEndpoint(Protocol):
    """A client's collection: usable as a side directly, because it can make an endpoint of itself."""

    def endpoint(self) -> Endpoint:
        """Return the endpoint of this collection."""
        ...
