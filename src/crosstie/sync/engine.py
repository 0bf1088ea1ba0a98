# @generated from src/crosstie/sync/engine_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The engine: plans, runs, conflicts and decisions of two-way sync, on the host's storage and clock."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from crosstie.clock import SystemClock
from crosstie.core.driver import Driver
from crosstie.core.effects import Flow
from crosstie.core.messages import Request, Response
from crosstie.core.ports import Clock, Observer, Storage
from crosstie.errors import UsageError
from crosstie.http.limiter import Limiter
from crosstie.sessions.flights import Flights
from crosstie.storage import Conflict
from crosstie.sync.conflicts import Apart, LinkTo
from crosstie.sync.pair import Pair
from crosstie.sync.plan import Plan
from crosstie.sync.report import RecordError, Report
from crosstie.sync.resolving import Resolution, conflicts_of, decide_conflict, decide_creation_in_doubt, retry_failed
from crosstie.sync.run.context import Settings
from crosstie.sync.run.running import History, plan_pair, run_pair, tenant_of
from crosstie.sync.status import SyncStatus, statuses_of

__all__ = ["Engine"]

T = TypeVar("T")


class _NoTransport:
    """The engine sends nothing itself: its endpoints do."""

    def send(self, request: Request, *, timeout: float) -> Response:  # noqa: ARG002 - the port's words
        message = "The sync engine has no transport of its own."
        raise UsageError(message)


def _new_id() -> str:
    return uuid.uuid4().hex


class Engine:
    """Syncs pairs.

    It holds no state of its own: links, cursors and conflicts are in the storage, so any number of engines in any
    number of processes may work on one storage.

    ::

        engine = Engine(storage)
        print(engine.plan(pair, tenant="acme"))
        report = engine.run(pair, tenant="acme")

    Args:
        storage: Where links, cursors and conflicts are kept.
        clock: The time; the machine's own when not given.
        observer: Is told of the progress (:mod:`crosstie.sync.events`); must return quickly.
        settings: The numbers of a run.
        history: Which runs leave a row in the history: ``changes`` those that did something, ``every`` all of them.
        new_id: Makes ids of at most 32 characters for links, runs and creations; random ones when not given.

    Raises:
        UsageError: The storage is of the other world.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Clock | None = None,
        observer: Observer | None = None,
        settings: Settings | None = None,
        history: History = "changes",
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        """Take what the engine works with; nothing is read or written yet."""
        self._settings = settings or Settings()
        self._history: History = history
        self._new_id = new_id
        self._driver = Driver(
            transport=_NoTransport(),
            storage=storage,
            clock=clock or SystemClock(),
            sharing=Flights(),
            limits=Limiter(),
            draw=random.random,
            observer=observer,
        )

    def plan(self, pair: Pair, *, tenant: str | None = None) -> Plan:
        """Find out what :meth:`run` would do now: every creation, update, link and conflict; nothing is written.

        Args:
            pair: What is to be synced.
            tenant: Whose records; not needed where the sides know.

        Raises:
            UsageError: Nobody says whose records these are, or the sides disagree.
            StorageError: The storage failed.
        """
        return self._run(plan_pair(pair, tenant_of(pair, tenant), self._settings, self._new_id))

    def run(self, pair: Pair, *, tenant: str | None = None) -> Report:
        """Sync a pair once.

        A record that fails is in the report, and the others go on. What concerns everybody (no session, a pause asked
        for, no answer) ends the run at once: it is ``report.stopped``, what was done is kept, and the next run goes on
        from there.

        Args:
            pair: What is to be synced.
            tenant: Whose records; not needed where the sides know.

        Raises:
            UsageError: Nobody says whose records these are, or the sides disagree; or an endpoint refused the call as
                a mistake.
            StorageError: The storage failed; what was stored until then is kept.
        """
        flow = run_pair(pair, tenant_of(pair, tenant), self._settings, self._new_id, self._history)
        return self._run(flow)

    def run_all(self, pairs: Iterable[Pair], *, tenant: str | None = None) -> list[Report]:
        """Sync several pairs, one after the other in the order given: what is referred to comes first.

        A pair that is stopped does not keep the others from running.

        Raises:
            UsageError: As :meth:`run`, before the first pair is begun.
            StorageError: The storage failed.
        """
        given = [(pair, tenant_of(pair, tenant)) for pair in pairs]
        return [self.run(pair, tenant=name) for pair, name in given]

    def conflicts(
        self, pair: Pair | str | None = None, *, tenant: str | None = None, state: str = "open"
    ) -> Sequence[Conflict]:
        """Return conflicts, oldest first.

        Args:
            pair: Of which pair; of all when not given.
            tenant: Whose; not needed with a pair whose sides know.
            state: ``open``, ``decided`` (the next run writes it) or ``resolved`` (the history of what lost).

        Raises:
            UsageError: Nobody says whose conflicts are wanted.
        """
        if isinstance(pair, Pair):
            tenant = tenant_of(pair, tenant)
        if tenant is None:
            message = "Nobody says whose conflicts are wanted."
            raise UsageError(message, advice="Give tenant=.")
        name = pair.name if isinstance(pair, Pair) else pair
        return self._run(conflicts_of(tenant, name, state))

    def resolve(self, pair: Pair, conflict: Conflict, choice: Resolution, *, by: str = "somebody") -> Conflict:
        """Decide a conflict; the next run writes it, unless a side has changed again meanwhile.

        Args:
            pair: The pair it belongs to.
            conflict: The conflict, as :meth:`conflicts` gave it.
            choice: ``"left"``, ``"right"`` or ``Chosen(value)``; for a doubtful match ``LinkTo(id)`` or ``APART``.
            by: Who decided, for the history.

        Raises:
            UsageError: The decision does not fit the conflict.
            NotFound: It is not open any more, or there is no record with the id of ``LinkTo``: that record is read
                first, and what the call raises is raised here.
            StaleWrite: Somebody else decided at the same moment.
        """
        return self._run(decide_conflict(pair, conflict, choice, by))

    def settle(
        self, pair: Pair, unresolved: RecordError, choice: LinkTo | Apart, *, tenant: str | None = None
    ) -> None:
        """Say what became of a creation that is unresolved; the next run acts on it.

        Nothing on either side tells whether it happened, so look there first.

        Args:
            pair: The pair it belongs to.
            unresolved: An entry of ``report.unresolved``.
            choice: ``LinkTo(id)`` when it made that record; ``APART`` when it made none, and it is made now.
            tenant: Whose record; not needed where the sides know.

        Raises:
            UsageError: The record belongs to another one, or nobody says whose records these are.
            NotFound: It is not unresolved any more, or there is no such record: that is read first, and what the call
                raises is raised here.
            StaleWrite: A run is at work on it.
        """
        link_id = unresolved.link_id or ""
        self._run(decide_creation_in_doubt(pair, tenant_of(pair, tenant), link_id, choice))

    def status(self, pairs: Iterable[Pair], record_id: str, *, tenant: str | None = None) -> Sequence[SyncStatus]:
        """Tell how one record of the host stands in every pair that syncs it, from the links.

        Args:
            pairs: The pairs that sync it; in each it is looked up on the host's own side (``home``).
            record_id: Its id there.
            tenant: Whose record; not needed where the sides know.

        Raises:
            UsageError: Nobody says whose record it is, or the sides disagree.
            StorageError: The storage failed; what is not known is never "not synced".
        """
        given = [(pair, tenant_of(pair, tenant)) for pair in pairs]
        return self._run(statuses_of(given, record_id))

    def retry(self, pair: Pair, *, tenant: str | None = None) -> int:
        """Let the next run try every failed record again, also those that were given up; return how many there are.

        Raises:
            UsageError: Nobody says whose records these are, or the sides disagree.
            StaleWrite: A run is at work on them.
        """
        return self._run(retry_failed(pair, tenant_of(pair, tenant)))

    def _run(self, flow: Flow[T]) -> T:
        return self._driver.run(flow)
