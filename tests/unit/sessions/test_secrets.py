"""Secrets show nowhere: not in logs, reprs, errors, tracebacks, pickles or stored bytes."""

# ruff: noqa: ANN401 - many kinds of objects are looked at from outside

from __future__ import annotations

import logging
import pickle
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import crosstie.errors
from crosstie.core.messages import Request, Response
from crosstie.errors import CrosstieError, FieldProblem
from crosstie.sessions import SessionManager
from crosstie.sessions.apps import Enrolment, Granted, Returned
from crosstie.sessions.memory import Held, Opening, Unsaved
from crosstie.sessions.renewal import Lent
from crosstie.sessions.tokens import RenewalPolicy, Session, Tokens
from crosstie.storage.sealing import SealingKeys
from crosstie.storage.sql import SqlStorage
from crosstie.systems import quickbooks, rfms
from crosstie.testing import Answer, BrokenJson, FakeClock, Html, Reset, Timeout, Truncated
from crosstie.testing.clock import START
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, REALM, QuickBooksSimulator
from crosstie.testing.rfms import RfmsSimulator
from crosstie.testing.serve import serve_all

QUEUE = {"store_queue": "store-EXAMPLE0001", "api_key": "KEY-EXAMPLE"}
QB, STORE = ("acme", "quickbooks", "default"), ("acme", "rfms", "default")
OURS = str(Path(crosstie.__file__).parent)


@attrs.define(eq=False)
class House:
    """Two served systems, a database in a file, and everything that must stay secret."""

    qb: QuickBooksSimulator
    store: RfmsSimulator
    urls: dict[str, str]
    folder: Path
    clock: FakeClock
    keys: SealingKeys
    sessions: SessionManager
    seen: list[str] = attrs.field(factory=list)

    @property
    def secrets(self) -> list[str]:
        """Everything that was ever handed out, and the keys themselves."""
        tokens = [*self.qb.grants._by_access, *self.qb.grants._by_refresh, *self.qb.grants._codes]
        tokens += self.store._sessions._alive
        return [*tokens, CLIENT_SECRET, QUEUE["api_key"], self.keys.reveal().partition(":")[2]]

    def note(self, thing: object) -> None:
        """Keep what a person or a log could see of it."""
        self.seen += [str(thing), repr(thing)]
        if isinstance(thing, BaseException):
            self.seen += _formatted(thing)

    def connect(self) -> None:
        """Connect both systems."""
        start = self.sessions.authorize("quickbooks", tenant="acme")
        self.note(start)
        address, _, query = start.url.partition("?")
        params = tuple(tuple(part.split("=", 1)) for part in query.replace("%3A", ":").replace("%2F", "/").split("&"))
        back = self.qb.handle(Request(method="GET", url=address, params=params)).headers["location"]  # type: ignore[arg-type]
        self.note(self.sessions.complete(start, back))
        self.note(self.sessions.connect("rfms", tenant="acme", **QUEUE))

    def call(self, key: tuple[str, str, str]) -> None:
        """Make a call with a client; note what it answers or raises."""
        try:
            if key is QB:
                with quickbooks.Client(self.sessions, key) as client:
                    self.note(client.company_info.get())
            else:
                self.note(self.sessions.run(self.sessions.authenticator(key).grant()))
        except CrosstieError as error:
            self.note(error)


def _formatted(error: BaseException) -> list[str]:
    """Format the whole chain, with the locals of our own frames."""
    found = traceback.TracebackException.from_exception(error, capture_locals=True)
    lines: list[str] = []
    chain: list[traceback.TracebackException | None] = [found]
    while chain:
        link = chain.pop()
        if link is None:
            continue
        lines += link.format_exception_only()
        for frame in link.stack:
            if frame.filename.startswith(OURS) and "/testing/" not in frame.filename:
                lines += [f"{name} = {value}" for name, value in (frame.locals or {}).items()]
        chain += [link.__cause__, link.__context__]
    return lines


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open the house."""
    clock = FakeClock()
    qb, store = QuickBooksSimulator(clock=clock, rotation="always"), RfmsSimulator(clock=clock)
    keys = SealingKeys.generate()
    with serve_all({"quickbooks": qb, "rfms": store}) as urls:
        apps = [
            quickbooks.App.for_base(urls["quickbooks"], client_id=CLIENT_ID, client_secret=CLIENT_SECRET),
            rfms.App(base_url=f"{urls['rfms']}/v2"),
        ]
        storage = SqlStorage(f"sqlite:///{tmp_path}/house.db", keys=keys)
        storage.setup()
        with SessionManager(storage, apps, clock=clock) as sessions:
            yield House(qb, store, urls, tmp_path, clock, keys, sessions)
        storage.close()


def nothing_shows(house: House, *texts: str) -> None:
    """Check everything that was seen, and further texts, for every secret and every long piece of one."""
    whole = "\n".join([*house.seen, *texts])
    for secret in house.secrets:
        assert secret not in whole
        assert not any(secret[at : at + 20] in whole for at in range(len(secret) - 19))


# -- a whole day -------------------------------------------------------------------------------------------------------

TROUBLES: dict[str, Callable[[House], object]] = {
    "nothing": lambda _: None,
    "expired tokens": lambda house: house.qb.expire_access_tokens(),
    "a renewal that is due": lambda house: house.clock.advance(3600),
    "a denied grant": lambda house: house.qb.revoke_grants(),
    "an idle session": lambda house: house.store.expire_sessions(),
    "tokens in half an answer": lambda house: (house.clock.advance(3600), _fault(house, Truncated())),
    "tokens in broken JSON": lambda house: (house.clock.advance(3600), _fault(house, BrokenJson())),
    "a page instead of tokens": lambda house: (house.clock.advance(3600), _fault(house, Html())),
    "a reset": lambda house: (house.clock.advance(3600), _fault(house, Reset(after_effect=True))),
    "an echo of the token": lambda house: (house.clock.advance(3600), _fault(house, _echo(house))),
}


def _fault(house: House, fault: Any) -> None:
    for simulator in (house.qb, house.store):
        simulator.faults.add(fault, times=2)


def _echo(house: House) -> Answer:
    token = next(iter(house.qb.grants._by_refresh))
    body = f'{{"error": "invalid_request", "error_description": "Token {token} is odd, Bearer {token}"}}'
    return Answer(status=400, body=body.encode())


@pytest.mark.parametrize("name", TROUBLES)
def test_no_secret_shows_whatever_happens(house: House, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Answers, errors, their tracebacks with locals, and every logger at its most talkative."""
    caplog.set_level(logging.DEBUG)
    for logger in ("httpx", "httpcore", "sqlalchemy.engine", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=logger)
    house.connect()
    TROUBLES[name](house)
    for key in (QB, STORE):
        house.call(key)
    for status in house.sessions.status("acme"):
        house.note(status)
    house.note(house.sessions)
    house.note(house.sessions.renew_due(within=10_000))
    for part in (house.sessions._renewal, house.sessions._connecting, house.sessions._driver):
        house.note(part)
    assert len(house.secrets) > 5
    assert any(record.name.startswith("httpcore") for record in caplog.records)
    nothing_shows(house, caplog.text, *(repr(record.args) for record in caplog.records))


def test_no_secret_reaches_the_database_in_the_open(house: House) -> None:
    """Neither in a row nor in what SQLite keeps of rows that are gone, byte by byte."""
    house.connect()
    house.clock.advance(3600)
    house.call(QB)
    house.sessions.authorize("quickbooks", tenant="acme", name="waiting")
    stored = b"".join(path.read_bytes() for path in house.folder.iterdir())
    with sqlite3.connect(house.folder / "house.db") as database:
        rows = repr(list(database.execute("SELECT * FROM crosstie_connections")))
    assert b"store-EXAMPLE0001" in stored
    assert REALM in rows
    for secret in house.secrets:
        assert secret.encode() not in stored
        assert secret not in rows


def test_wrong_keys_do_not_show_in_the_error(house: House) -> None:
    """Who mistypes a key does not find it in the log, whichever step refuses it."""
    for wrong in ({**QUEUE, "api_key": "MISTYPED-KEY"}, {**QUEUE, "api_key": "MISTYPED KEY"}, {"api_kee": "MISTYPED"}):
        with pytest.raises(CrosstieError) as caught:
            house.sessions.connect("rfms", tenant="acme", **wrong)
        house.note(caught.value)
    assert not any("MISTYPED" in text for text in house.seen)


def test_a_callbacks_code_does_not_show_in_the_error(house: House) -> None:
    """The address that came back holds the code; no error repeats it."""
    start = house.sessions.authorize("quickbooks", tenant="acme")
    house.qb.faults.add(Timeout(), route="POST token")
    with pytest.raises(CrosstieError) as caught:
        house.sessions.complete(start, f"http://localhost/callback?code=SECRET-CODE&state={start.state}&realmId=1")
    house.note(caught.value)
    assert not any("SECRET-CODE" in text or start.state in text for text in house.seen)


def test_half_an_answer_does_not_show_in_the_traceback(house: House) -> None:
    """The tokens had arrived before the connection broke: the frame that read them keeps them to itself."""
    house.qb.faults.add(Truncated(keep=0.9), route="POST token")
    with pytest.raises(CrosstieError) as caught:
        house.connect()
    house.note(caught.value)
    assert any("remaining = " in text for text in house.seen)
    nothing_shows(house)


# -- objects -----------------------------------------------------------------------------------------------------------

SECRET = "s3cret-value-that-must-not-show"
TOKENS = Tokens(access=f"{SECRET}-a", refresh=f"{SECRET}-r", issued=START)
SESSION = Session(key=QB, tokens=TOKENS, credentials={"api_key": f"{SECRET}-k"})
ENROLMENT = Enrolment(account="1", credentials={"api_key": f"{SECRET}-k"})
HOLDERS: list[Any] = [
    TOKENS,
    SESSION,
    ENROLMENT,
    Lent(SESSION),
    Granted(tokens=TOKENS),
    Held(SESSION, RenewalPolicy(), 0.5),
    Unsaved(tokens=TOKENS, parent=f"{SECRET}-p", fence=1),
    Opening(enrolment=ENROLMENT, tokens=TOKENS, state=f"{SECRET}-s"),
    Returned(code=f"{SECRET}-c"),
    Request(method="GET", url="https://a.example.com", headers={"Authorization": SECRET}, body=SECRET.encode()),
    Response(status=200, headers={"set-cookie": SECRET}, body=SECRET.encode()),
    quickbooks.App(client_id="id", client_secret=SECRET, redirect_uri="http://localhost"),
    SealingKeys(f"k:{'c2VjcmV0LXZhbHVlLXRoYXQtbXVzdC1ub3Qtc2hvdyE='}"),
]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: type(holder).__name__)
def test_what_holds_a_secret_does_not_show_it(holder: Any) -> None:
    """Neither as text nor in a format string."""
    assert not any(word in f"{holder!r} {holder} {holder!s}" for word in (SECRET, "c2VjcmV0"))


SEALED_IN = [holder for holder in HOLDERS if not isinstance(holder, (Request, Response))]


@pytest.mark.parametrize("holder", SEALED_IN, ids=lambda holder: type(holder).__name__)
def test_what_holds_a_secret_is_not_pickled(holder: Any) -> None:
    """A pickle would carry it in the open: it is refused, with what to do instead."""
    with pytest.raises(CrosstieError):
        pickle.dumps(holder)


def test_a_session_manager_is_not_pickled(house: House) -> None:
    """Each process makes its own."""
    with pytest.raises(CrosstieError, match="SessionManager"):
        pickle.dumps(house.sessions)


# -- errors ------------------------------------------------------------------------------------------------------------

ERRORS = [
    found
    for name in crosstie.errors.__all__
    if isinstance(found := getattr(crosstie.errors, name), type) and issubclass(found, CrosstieError)
]
VALUES: dict[str, Any] = {
    "attempts": 3,
    "retry": "unknown",
    "retry_after": 1.5,
    "status": 418,
    "kind": "duplicate",
    "fields": (FieldProblem("too long", field="Name", code="6000"),),
    "keys": (("connections", ("acme", "quickbooks", "default")),),
}


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_pickles_with_all_its_fields(kind: type[CrosstieError]) -> None:
    """An error crosses a process border whole."""
    given = {field.name: VALUES.get(field.name, f"the {field.name}") for field in attrs.fields(kind)}  # type: ignore[arg-type]
    error = kind(**given)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert type(again) is kind
    assert {name: getattr(again, name) for name in given} == given
    assert (str(again), repr(again)) == (str(error), repr(error))


def test_there_are_errors_to_pickle() -> None:
    """The list above is the whole tree."""
    assert len(ERRORS) >= 28
    assert {field.name for field in attrs.fields(CrosstieError)} >= {"message", "connection", "retry", "attempts"}
