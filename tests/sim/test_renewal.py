"""The renewal protocol against every order of events: many processes, pauses longer than a lease, one death at most.

``CROSSTIE_SIM_SEEDS=6000`` runs more histories per cell than the suite does by itself.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import ClassVar, Literal

import attrs
import msgspec
import pytest

from crosstie.core import effects
from crosstie.core.effects import Flow
from crosstie.core.messages import Request, Response
from crosstie.core.state import ANY, Put
from crosstie.errors import CrosstieError, NotSent, ReconnectRequired, RenewalUnavailable, TransportError
from crosstie.http.headers import provider_time
from crosstie.sessions.apps import Denied, Granted, Unanswered, Verdict
from crosstie.sessions.leases import Lease, given_back
from crosstie.sessions.memory import Memory
from crosstie.sessions.renewal import Renewal
from crosstie.sessions.sealed import open_session, seal_tokens
from crosstie.sessions.tokens import RenewalPolicy, Session, Tokens
from crosstie.storage import SealingKeys
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.records import Connection
from crosstie.testing.interleaving import Actor, Hazards, Interleaving

Model = Literal["strict", "grace", "rotates"]
KEY = ("acme", "composed", "default")
LIFE = 600
AT_ONCE = 297.0  # every process calls within the same second, twice in the life of a token
SEEDS = int(os.environ.get("CROSSTIE_SIM_SEEDS", "250"))
ACTORS = 6
KEYS = SealingKeys.generate()
KEYS_SHOWN = "K"


class Provider:
    """A token endpoint with rotating refresh tokens, and an API that accepts the access tokens.

    ``strict``: a refresh token buys once. ``grace``: the previous one buys for a minute more, and is answered with the
    current pair. ``rotates``: any refresh token ever issued buys a new pair, and only the newest pair is good.

    Whoever shows the keys begins a session anew, on any of them.

    On a bad network a call to it may not get through, and an answer may get lost on the way back.
    """

    def __init__(self, model: Model, *, lossy: float = 0.0, seed: int = 0) -> None:
        """Begin with the grant numbered 0."""
        self.model = model
        self.lossy = lossy
        self.chance = random.Random(seed)
        self.undelivered: int | None = None
        self.world: Interleaving
        self.number = 0
        self.rotated_at = 0.0
        self.renewals = 0
        self.denials = 0
        self.expires = LIFE
        self.granted_to: Actor | None = None

    def handle(self, request: Request) -> Response:
        """Answer one request at the moment it arrives."""
        given = request.headers["Authorization"]
        if request.url == "/api":
            good = given == f"A{self.number}" and self.world.seconds < self.expires
            return Response(status=200 if good else 401)
        if self.chance.random() < self.lossy:
            raise NotSent
        answer = self._granted() if given == KEYS_SHOWN else self._renew(int(given.removeprefix("R")))
        if self.chance.random() < self.lossy:
            self.undelivered = self.number
            raise TransportError
        return answer

    def _renew(self, number: int) -> Response:
        in_grace = self.model == "grace" and number == self.number - 1 and self.world.seconds < self.rotated_at + 60
        if self.model != "rotates" and number != self.number and not in_grace:
            self.denials += 1
            return self._answer(400, {"error": "invalid_grant"})
        return self._granted(rotated=not in_grace)

    def _granted(self, *, rotated: bool = True) -> Response:
        if rotated:
            self.number += 1
            self.rotated_at = self.world.seconds
            self.expires = self.world.seconds + LIFE
        self.renewals += 1
        self.granted_to = self.world.acting
        body = {"access": f"A{self.number}", "refresh": f"R{self.number}", "life": self.expires - self.world.seconds}
        return self._answer(200, body)

    def _answer(self, status: int, body: dict[str, object]) -> Response:
        headers = {"date": format_datetime(self.world.now().replace(microsecond=0), usegmt=True)}
        return Response(status=status, headers=headers, body=msgspec.json.encode(body))


@attrs.frozen
class ComposedApp:
    """A system of our own making, with the shortest possible forms.

    Attributes:
        keyed: Whether the connection has keys that begin a session anew.
    """

    system: ClassVar[str] = "composed"
    policy: ClassVar[RenewalPolicy] = RenewalPolicy()
    keyed: bool = False

    def renewal(self, session: Session) -> Request | None:
        """Post the refresh token; the keys where there is none."""
        keys = KEYS_SHOWN if self.keyed else None
        given = keys if session.tokens is None else session.tokens.refresh or ""
        return None if given is None else Request(method="POST", url="/token", headers={"Authorization": given})

    def judge(self, response: Response, session: Session, at: object) -> Verdict:
        """Read the answer."""
        del session
        if response.status == 400:
            return Denied("invalid_grant")
        if response.status != 200:
            return Unanswered("no answer")
        return Granted(tokens=_tokens(response, at))

    def sign(self, request: Request, session: Session) -> Request:
        """Sign with the access token."""
        return request.with_headers({"Authorization": session.tokens.access if session.tokens else ""})

    def refused(self, response: Response) -> bool:
        """Tell whether the session was refused."""
        return response.status == 401

    def revocation(self, session: Session) -> Request | None:
        """Nothing can be revoked here."""
        del session


def _tokens(response: Response, at: object) -> Tokens:
    body = msgspec.json.decode(response.body)
    return Tokens(
        access=body["access"],
        refresh=body["refresh"],
        issued=at,  # type: ignore[arg-type]
        expires=at + timedelta(seconds=body["life"]),  # type: ignore[operator]
        granted_at=provider_time(response),
    )


def our_process(number: int, app: ComposedApp = ComposedApp()) -> Flow[int]:
    """Call the API a few times over an hour, through the protocol, as one process would."""
    renewal = Renewal(
        apps={"composed": app},  # type: ignore[dict-item]
        keys=KEYS,
        memory=Memory(),
        owner=lambda: f"process {number}",
        jitter=number / ACTORS,
    )
    calls = 0
    for _ in range(8):
        yield from effects.sleep(AT_ONCE + (yield from effects.draw()))
        try:
            lent = yield from renewal.lend(KEY)
            calls += yield from _call(app, renewal, lent)
        except RenewalUnavailable as error:
            yield from effects.sleep((error.retry_after or 5.0) + 1.0)
    return calls


def our_process_with_keys(number: int) -> Flow[int]:
    """Do the same for a connection whose keys begin a session anew."""
    return our_process(number, ComposedApp(keyed=True))


def _call(app: ComposedApp, renewal: Renewal, lent: object) -> Flow[int]:
    request = Request(method="GET", url="/api")
    for _ in range(3):
        response = yield from effects.send(app.sign(request, lent.session), timeout=5)  # type: ignore[attr-defined]
        if response.status == 200:
            return 1
        other = yield from renewal.refused(KEY, lent)  # type: ignore[arg-type]
        if other is None:
            return 0
        lent = other
    return 0


def naive_process(number: int) -> Flow[int]:
    """Load, post, save: what everybody writes first."""
    del number
    app = ComposedApp()
    calls = 0
    for _ in range(8):
        yield from effects.sleep(AT_ONCE + (yield from effects.draw()))
        stored = (yield from effects.load(Connection, [KEY]))[KEY]
        session = open_session(stored.record, KEYS)
        at = yield from effects.now()
        if app.policy.windows(session.tokens).stage(at) == "mandatory":  # type: ignore[arg-type]
            response = yield from effects.send(app.renewal(session), timeout=5)  # type: ignore[arg-type]
            verdict = app.judge(response, session, (yield from effects.now()))
            if not isinstance(verdict, Granted):
                raise ReconnectRequired
            filled = seal_tokens(stored.record, verdict.tokens, 0, app.policy, KEYS)
            yield from effects.commit([Put(filled, ANY)])
        calls += 1
    return calls


@attrs.define
class History:
    """What one seed came to.

    ``reconnects``: how often a person would have been asked to connect again; ``false_reconnects``: without need.

    ``lost``: the process that got the newest grant died before it could save it, or the answer that brought it never
    arrived; on a strict provider nobody can help.
    """

    reconnects: int
    false_reconnects: int
    stale: bool
    lost: bool
    honest: bool
    calls: int


def play(
    seed: int, model: Model, process: Callable[[int], Flow[int]], hazards: Hazards, *, lossy: float = 0.0
) -> History:
    """Run one history and judge its end."""
    provider, storage = Provider(model, lossy=lossy, seed=seed), MemoryStorage(keys=KEYS)
    world = provider.world = Interleaving(seed, storage=storage, transport=provider.handle, hazards=hazards)
    start = Tokens(access="A0", refresh="R0", issued=world.now(), expires=world.now() + timedelta(seconds=LIFE))
    empty = Connection(tenant=KEY[0], system=KEY[1], name=KEY[2])
    storage.commit([Put(seal_tokens(empty, start, 0, ComposedApp.policy, KEYS), 0)])
    for number in range(ACTORS):
        world.add(f"process {number}", process(number), after=number * 0.01)
    world.run()
    return _judged(provider, storage, world)


def _judged(provider: Provider, storage: MemoryStorage, world: Interleaving) -> History:
    stored = storage.get(Connection, [KEY])[KEY].record
    tokens = open_session(stored, KEYS).tokens
    newest = tokens is not None and tokens.access == f"A{provider.number}"
    died = provider.granted_to is not None and provider.granted_to.outcome == "died"
    lost = not newest and (died or provider.undelivered == provider.number)
    ends = [actor.error for actor in world.actors if actor.error is not None]
    for error in ends:
        if not isinstance(error, CrosstieError):
            raise error
    reconnects = [error for error in ends if isinstance(error, ReconnectRequired)]
    asked = len(reconnects) + (stored.status == "expired")
    return History(
        reconnects=asked,
        false_reconnects=0 if lost else asked,
        stale=not newest and not lost,
        lost=lost,
        honest=all(error.reason == "lost" for error in reconnects),
        calls=sum(actor.value or 0 for actor in world.actors),
    )


CELLS = {
    "no faults": Hazards(),
    "pauses": Hazards(pause=0.15),
    "pauses and one death": Hazards(pause=0.15, deaths=1),
}


@pytest.mark.parametrize("model", ["strict", "grace", "rotates"])
@pytest.mark.parametrize("cell", CELLS)
def test_no_history_ends_a_connection_that_lives(model: Model, cell: str) -> None:
    """No false reconnect and no stale token, in any order of events; a lost grant only where a death explains it."""
    lost = 0
    for seed in range(SEEDS):
        history = play(seed, model, our_process, CELLS[cell])
        assert history.calls > 0 or history.lost
        assert not history.false_reconnects, f"seed {seed}"
        assert not history.stale, f"seed {seed}"
        assert history.honest or not history.lost, f"seed {seed}: a lost grant must be called lost"
        lost += history.lost
    assert lost <= SEEDS * CELLS[cell].deaths / 10


@pytest.mark.parametrize("model", ["strict", "grace", "rotates"])
@pytest.mark.parametrize("cell", CELLS)
def test_no_network_ends_a_connection_that_lives(model: Model, cell: str) -> None:
    """The same where calls fail and answers get lost: what cannot be known is never taken for a denial."""
    for seed in range(SEEDS // 2):
        history = play(seed, model, our_process, CELLS[cell], lossy=0.15)
        assert not history.false_reconnects, f"seed {seed}"
        assert not history.stale, f"seed {seed}"
        assert history.honest or not history.lost, f"seed {seed}: a lost grant must be called lost"


@pytest.mark.parametrize("model", ["strict", "grace", "rotates"])
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("lossy", [0.0, 0.15], ids=["good network", "bad network"])
def test_no_history_ends_a_connection_whose_keys_begin_sessions(model: Model, cell: str, lossy: float) -> None:
    """A refresh token may end or get lost: the keys begin another session, and nobody is ever asked to connect."""
    for seed in range(SEEDS // 4):
        history = play(seed, model, our_process_with_keys, CELLS[cell], lossy=lossy)
        assert history.calls > 0
        assert not history.reconnects, f"seed {seed}"


def test_keys_that_are_not_shown_after_a_denial_leave_lost_connections_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control for the session begun anew: without it, a grant that got lost ends the connection."""
    monkeypatch.setattr(Renewal, "_post", lambda self, key, lease: self._post_as(key, lease, lease.posted))
    cell = CELLS["pauses and one death"]
    histories = [play(seed, "strict", our_process_with_keys, cell, lossy=0.15) for seed in range(60)]
    assert any(history.reconnects for history in histories)


@pytest.mark.parametrize(("model", "cell"), [("strict", "no faults"), ("rotates", "pauses")])
def test_the_naive_protocol_fails_in_the_same_world(model: Model, cell: str) -> None:
    """The control: load, post, save breaks many histories, so this world can tell protocols apart."""
    histories = [play(seed, model, naive_process, CELLS[cell]) for seed in range(100)]
    assert sum(bool(history.false_reconnects) or history.stale for history in histories) >= 5


def test_believing_the_first_denial_after_a_pause_kills_live_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control for rule 6: without the suspicion, a renewer that is merely slow costs the connection."""
    believing = Renewal._denied
    monkeypatch.setattr(
        Renewal,
        "_denied",
        lambda self, key, lease, denied: believing(self, key, attrs.evolve(lease, orphaned=False), denied),
    )
    histories = [play(seed, "strict", our_process, CELLS["pauses"]) for seed in range(60)]
    assert sum(bool(history.false_reconnects) for history in histories) > 5


def test_forgetting_that_a_renewal_broke_off_kills_live_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control for the mark of an orphaned lease: it must outlive attempts that end without a clear answer."""

    def forgetting(lease: Lease, at: datetime, *, reason: str | None = None, detail: str | None = None) -> Connection:
        return attrs.evolve(given_back(lease, at, reason=reason, detail=detail), lease_owner=None)

    monkeypatch.setattr("crosstie.sessions.renewal.given_back", forgetting)
    histories = [play(seed, "strict", our_process, CELLS["pauses"], lossy=0.15) for seed in range(150)]
    assert any(history.false_reconnects for history in histories)
    assert any(history.lost and not history.honest for history in histories)
