"""Kill a process at every effect of a renewal, a connection's begin and its end: what a restart must find.

The provider is the QuickBooks simulator. At its strictest a refresh token works once; then, and only then, the death of
a process between the provider's answer and the save costs the grant, and is called what it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import unquote_plus

import attrs
import pytest

from crosstie.core.driver import Driver
from crosstie.core.effects import Commit, Effect, Flow, Send, sleep
from crosstie.core.messages import Request
from crosstie.errors import CrosstieError, ReconnectRequired, RenewalUnavailable, SessionError, UsageError
from crosstie.http.limiter import Limiter
from crosstie.sessions.connecting import Connecting, Start
from crosstie.sessions.flights import Flights
from crosstie.sessions.memory import Memory
from crosstie.sessions.renewal import Renewal
from crosstie.sessions.sealed import open_session
from crosstie.storage import SealingKeys
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.records import Authorization, Connection
from crosstie.systems import quickbooks
from crosstie.testing import FakeClock
from crosstie.testing.crash import CrashingDriver, Death, Plan, every_death
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, REALM, QuickBooksSimulator

URL = "https://quickbooks.example.com"
KEY = ("acme", "quickbooks", "default")
KEYS = SealingKeys.generate()


@attrs.define(eq=False)
class World:
    """What outlives a process: the provider, the storage, the time."""

    provider: QuickBooksSimulator
    storage: MemoryStorage
    clock: FakeClock

    def driver(self, plan: Plan | None = None) -> Driver:
        """Return what performs effects, and dies by the plan if there is one."""
        kind = Driver if plan is None else lambda **ports: CrashingDriver(plan=plan, **ports)
        return kind(
            transport=self.provider.transport(),
            storage=self.storage,
            clock=self.clock,
            sharing=Flights(),
            limits=Limiter(),
            draw=lambda: 0.5,
        )

    def process(self) -> tuple[Renewal, Connecting]:
        """Begin a process: nothing in memory, a name of its own."""
        apps = {"quickbooks": quickbooks.App.for_base(URL, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)}
        memory, name = Memory(), secrets.token_hex(4)
        renewal = Renewal(apps=apps, keys=KEYS, memory=memory, owner=lambda: name)
        connecting = Connecting(
            apps=apps, keys=KEYS, memory=memory, publisher=renewal.publisher, secret=lambda: secrets.token_hex(16)
        )
        return renewal, connecting

    def visit(self, url: str) -> str:
        """Be the person's browser."""
        address, _, query = url.partition("?")
        params = [part.partition("=") for part in query.split("&")]
        request = Request(method="GET", url=address, params=tuple((name, unquote_plus(v)) for name, _, v in params))
        return self.provider.handle(request).headers["location"]

    def connect(self) -> Connection:
        """Send a person there and back."""
        _, connecting = self.process()
        start = self.driver().run(connecting.authorize("quickbooks", "acme", "default"))
        return self.driver().run(connecting.complete(start, self.visit(start.url)))

    def stored(self) -> Connection | None:
        """Return the connection as it stands."""
        found = self.storage.get(Connection, [KEY])
        return found[KEY].record if found else None

    def call(self) -> str:
        """Make a call from a healthy process, as patiently as a host would; return the outcome in a word."""
        renewal, _ = self.process()
        driver = self.driver()
        for _ in range(20):
            try:
                lent = driver.run(renewal.lend(KEY))
                if self.provider.grants.holder(lent.session.access) is None:
                    other = driver.run(renewal.refused(KEY, lent))
                    assert other is not None
                    assert self.provider.grants.holder(other.session.access) is not None
            except RenewalUnavailable as error:
                self.clock.advance((error.retry_after or 1.0) + 1.0)
            except ReconnectRequired as error:
                return error.reason
            else:
                return "alive"
        pytest.fail("the connection neither lives nor ends")


def world(*, grace: float | None = None) -> World:
    """Make a world whose provider rotates with every renewal."""
    clock = FakeClock()
    return World(QuickBooksSimulator(clock=clock, rotation="always", grace=grace), MemoryStorage(keys=KEYS), clock)


def deaths(make: Callable[[], World], prepare: Callable[[World], Flow[object]]) -> list[tuple[World, Death]]:
    """Kill a process at every effect of the flow that ``prepare`` makes; return each world as it was left."""
    worlds: list[World] = []

    def act(plan: Plan) -> None:
        worlds.append(make())
        flow = prepare(worlds[-1])
        worlds[-1].driver(plan).run(flow)

    return [(worlds[-1], death) for death in every_death(act)]


def between_grant_and_save(flow_effects: Death) -> bool:
    """Tell whether the provider had answered, and nothing of it was stored."""
    effect, when = flow_effects.effect, flow_effects.when
    return (isinstance(effect, Send) and when == "after") or (
        isinstance(effect, Commit) and when == "before" and bool(_puts_tokens(effect))
    )


def _puts_tokens(effect: Commit) -> bool:
    records = [getattr(write, "record", None) for write in effect.writes]
    return any(isinstance(record, Connection) and record.lease_owner is None for record in records)


# -- renewal -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grace", [None, 86_400.0])
@pytest.mark.parametrize("cause", ["its end", "a refusal"])
def test_a_renewal_may_be_killed_anywhere(grace: float | None, cause: str) -> None:
    """The next process goes on; a grant is lost only between answer and save on a strict provider, and told so."""

    def prepare(here: World) -> Flow[object]:
        here.connect()
        renewal, _ = here.process()
        if cause == "a refusal":
            lent = here.driver().run(renewal.lend(KEY))
            here.provider.expire_access_tokens()
            return renewal.refused(KEY, lent)
        here.clock.advance(3600)
        return renewal.lend(KEY)

    left = deaths(lambda: world(grace=grace), prepare)
    assert [type(death.effect).__name__ for _, death in left if death.when == "before"] == [
        "Load",  # the first session; after a refusal: whether a renewal is any use
        "Load",
        "Commit",
        "Send",
        "Commit",
    ]
    for here, death in left:
        outcome = here.call()
        lost = grace is None and between_grant_and_save(death)
        assert outcome == ("lost" if lost else "alive"), death
        stored = here.stored()
        assert stored is not None
        assert stored.lease_owner is None, death
        assert here.call() == outcome


def test_a_death_costs_at_most_one_renewal_more() -> None:
    """Whoever takes over asks once: the provider sees no storm after a crash."""

    def prepare(here: World) -> Flow[object]:
        here.connect()
        here.clock.advance(3600)
        return here.process()[0].lend(KEY)

    for here, death in deaths(lambda: world(grace=86_400.0), prepare):
        here.call()
        assert here.provider.grants.renewals <= 2, death
        assert here.provider.grants.rejections == 0, death


# -- connecting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["nothing", "an expired connection", "a living connection"])
def test_connecting_may_be_killed_anywhere(before: str) -> None:
    """Either the connection is there and works, or everything is as before and the person begins again."""

    def prepare(here: World) -> Flow[object]:
        if before != "nothing":
            here.connect()
        if before == "an expired connection":
            here.provider.revoke_grants()
            assert here.call() == "denied"
        _, connecting = here.process()
        start = here.driver().run(connecting.authorize("quickbooks", "acme", "default"))
        back = here.visit(start.url)
        here.provider.start, here.provider.back = start, back  # type: ignore[attr-defined]  # for the second try
        return connecting.complete(start, back)

    expected = {"nothing": "never_connected", "an expired connection": "denied", "a living connection": "alive"}[before]
    left = deaths(world, prepare)
    assert any(isinstance(death.effect, Send) for _, death in left)
    for here, death in left:
        done = isinstance(death.effect, Commit) and death.when == "after" and death is left[-1][1]
        assert here.call() == ("alive" if done else expected), death
        _again(here, here.provider.start, here.provider.back, death)  # type: ignore[attr-defined]
        assert here.connect().status == "connected"
        assert here.call() == "alive"


def _again(here: World, start: Start, back: str, death: Death) -> None:
    """A callback that is loaded again either works for the first time, or exchanges nothing."""
    exchanged = here.provider.token_calls
    try:
        here.driver().run(here.process()[1].complete(start, back))
    except SessionError:
        assert here.provider.token_calls == exchanged
    else:
        assert death.number <= 2, death


def test_a_person_may_be_sent_off_by_a_process_that_dies() -> None:
    """What is left is at most a start that nobody comes back to."""
    left = deaths(world, lambda here: here.process()[1].authorize("quickbooks", "acme", "default"))
    assert [type(death.effect) for _, death in left] == [Commit, Commit]
    for here, _ in left:
        assert here.stored() is None
        assert here.connect().account == REALM


# -- disconnecting -----------------------------------------------------------------------------------------------------


def test_disconnecting_may_be_killed_anywhere() -> None:
    """From the first write on nobody uses the connection; doing it again ends it on both sides."""

    def prepare(here: World) -> Flow[object]:
        here.connect()
        return here.process()[1].disconnect(KEY)

    left = deaths(world, prepare)
    assert [type(death.effect).__name__ for _, death in left if death.when == "before"] == [
        "Load",
        "Commit",
        "Send",
        "Commit",
    ]
    for here, death in left:
        begun = death.number > 2 or (death.number == 2 and death.when == "after")
        assert here.call() == ("disconnected" if begun else "alive"), death
        ended = here.driver().run(here.process()[1].disconnect(KEY))
        assert (ended.status, ended.tokens) == ("disconnected", None)
        assert all(grant.revoked for grant in here.provider.grants.of(REALM)), death
        assert here.call() == "disconnected"


# -- the driver itself -------------------------------------------------------------------------------------------------


def test_every_effect_is_a_place_to_die_at() -> None:
    """Before and after each one, in order; a flow that ends before its turn is not killed any more."""

    def twice() -> Flow[None]:
        yield from sleep(1.0)
        yield from sleep(2.0)

    found = [(death.number, death.when, here.clock.sleeps) for here, death in deaths(world, lambda _: twice())]
    assert found == [
        (1, "before", ()),
        (1, "after", (1.0,)),
        (2, "before", (1.0,)),
        (2, "after", (1.0, 2.0)),
    ]


def test_a_death_tells_where_it_was() -> None:
    """In words, for the test that fails."""
    effect: Effect = Send(Request(method="GET", url="u"), 1.0)
    assert repr(Death(number=3, when="after", effect=effect)) == "<killed after effect 3, Send>"


def test_a_flow_that_does_not_end_is_told() -> None:
    """A test must not run for ever."""

    def endless() -> Flow[None]:
        while True:
            yield from sleep(1.0)

    with pytest.raises(UsageError, match="does not end"):
        list(every_death(lambda plan: world().driver(plan).run(endless()), limit=3))


def test_an_error_of_the_act_is_no_death() -> None:
    """A flow that fails by itself fails the test."""

    def failing() -> Flow[None]:
        yield from sleep(1.0)
        raise CrosstieError

    with pytest.raises(CrosstieError):
        list(every_death(lambda plan: world().driver(plan).run(failing()), limit=9))


def test_nothing_is_left_of_a_start_that_was_used() -> None:
    """The control for the tests above: a whole round leaves one connection and no pending start."""
    here = world()
    here.connect()
    stored = here.stored()
    assert stored is not None
    assert open_session(stored, KEYS).access is not None
    _, connecting = here.process()
    start = here.driver().run(connecting.authorize("quickbooks", "acme", "default"))
    here.driver().run(connecting.complete(start, here.visit(start.url)))
    assert here.storage.get(Authorization, [("acme", start.state)]) == {}
