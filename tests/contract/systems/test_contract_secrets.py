# @generated from tests/contract/systems/test_contract_secrets_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Every client: nothing secret shows, whatever goes wrong and whatever the system repeats of what it was sent."""

# ruff: noqa: ANN401 - clients and simulators of all systems

from __future__ import annotations

import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from subjects import Absent, Subject, Tap, secrets_in

import crosstie
from crosstie.core.messages import Request, Response
from crosstie.testing import Answer, BrokenJson, Html, Reset, Timeout, Truncated

OURS = str(Path(crosstie.__file__).parent)
PIECE = 20
"""A piece of a secret this long may not show either."""


@attrs.define
class Watch:
    """Everything that a person, a log or another process could come to see."""

    events: list[Any]
    texts: list[str] = attrs.field(factory=list)
    binaries: list[bytes] = attrs.field(factory=list)

    def note(self, thing: object, *, with_locals: bool = True) -> None:
        """Keep what can be seen of it."""
        self.texts += [str(thing), repr(thing)]
        if isinstance(thing, BaseException):
            self.texts += _formatted(thing, with_locals=with_locals)
            self.binaries.append(pickle.dumps(thing))
            self.texts.append(repr(vars(pickle.loads(self.binaries[-1]))))  # noqa: S301 - just written

    def check(self, secrets: set[str]) -> None:
        """Look for every secret, byte by byte, and for long pieces of each."""
        assert secrets
        for event in self.events:
            self.note(event)
            self.binaries.append(pickle.dumps(event))
        text = "\n".join(self.texts)
        binary = b"\n".join(self.binaries)
        for secret in secrets:
            # The composed secrets of simulators begin like the ids beside them; those are looked for as a whole.
            pieces = {secret} if "composed-" in secret else {secret, *_pieces(secret)}
            for piece in pieces:
                assert piece not in text, text[max(0, text.index(piece) - 300) : text.index(piece) + 60]
                assert piece.encode() not in binary


def _pieces(secret: str) -> Iterator[str]:
    return (secret[at : at + PIECE] for at in range(len(secret) - PIECE + 1))


def _formatted(error: BaseException, *, with_locals: bool) -> Iterator[str]:
    """Format the whole chain, with the locals of our own frames."""
    chain: list[traceback.TracebackException | None] = [
        traceback.TracebackException.from_exception(error, capture_locals=with_locals)
    ]
    while chain:
        link = chain.pop()
        if link is None:
            continue
        yield from link.format_exception_only()
        for frame in link.stack:
            if frame.filename.startswith(OURS) and "/testing/" not in frame.filename:
                yield from (f"{name} = {value}" for name, value in (frame.locals or {}).items())
        chain += [link.__cause__, link.__context__]


@pytest.fixture
def watch(events: list[Any]) -> Watch:
    """Begin with nothing seen; the observer's events are looked at in the end."""
    return Watch(events)


@pytest.fixture
def secrets(subject: Subject, simulator: Any, tap: Tap) -> Callable[[], set[str]]:
    """Everything that must not show, as far as it is known by now."""
    return lambda: {*subject.secrets(simulator), *(secret for secret in tap.secrets if secret)}


def _echoing(
    simulator: Any, subject: Subject, tell: Callable[[Sequence[str]], bytes], *, status: int, login: bool
) -> Callable[[Request, Response], Response]:
    """Return what answers every call, or every login, with the secrets that it was sent."""

    def rewrite(request: Request, response: Response) -> Response:
        route = None if isinstance(subject.renewal, Absent) else subject.renewal.route
        if (simulator.route_of(request) == route) is not login:
            return response
        sent = sorted(secret for secret in secrets_in(request) if secret)
        assert sent
        return Response(status=status, headers={"content-type": "application/json"}, body=tell(sent))

    return rewrite


def _told(secrets: Sequence[str]) -> bytes:
    """Repeat secrets in every place that an error of one of the systems has for words."""
    said = "; ".join(f"{secret} was refused" for secret in secrets)
    problem = {"Message": said, "Detail": said, "code": "3200", "element": said}
    body = {
        "Fault": {"Error": [problem], "type": "ValidationFault"},
        "status": "failed",
        "result": said,
        "detail": [{"Message": said, "JobCheckType": said, "RestrictLevel": said}],
        "Message": said,
        "title": said,
        "o:errorDetails": [{"detail": said, "o:errorCode": "INVALID_LOGIN", "o:errorPath": said}],
        "message": said,
        "error": "invalid_request",
        "error_description": said,
        "errors": {said: [said]},
        "success": False,
        "code": "P0001",
        "details": said,
        "hint": said,
    }
    return json.dumps(body).encode()


def _listed(subject: Subject) -> Callable[[Any], Any]:
    """Return what reads the whole list; one record where there are no lists."""
    listing = subject.listing
    return subject.get if isinstance(listing, Absent) else lambda client: listing(client).all()


# -- when all is well --------------------------------------------------------------------------------------------------


def test_nothing_secret_shows_when_all_is_well(
    subject: Subject,
    client: Any,
    sessions: Any,
    app: Any,
    watch: Watch,
    secrets: Callable[[], set[str]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not in what clients, sessions and apps look like, nor in logs, events and raw answers."""
    caplog.set_level(logging.DEBUG)
    for thing in (client, sessions, app, *sessions.status("acme")):
        watch.note(thing)
    watch.note(subject.raw(client))
    if not isinstance(subject.listing, Absent):
        watch.note(subject.listing(client).all())
    watch.note(subject.create(client))
    assert watch.events
    watch.texts.append(caplog.text)
    watch.check(secrets())


# -- when it is not ----------------------------------------------------------------------------------------------------


def _try(watch: Watch, call: Callable[..., Any], client: Any, *, echoed: bool = False) -> int:
    """Make a call; note what it answers or raises, and return how often it raised.

    What the system repeats stands in its answer, which the frames that read it hold: those are looked at only where
    nothing was repeated.
    """
    try:
        call(client)
    except crosstie.CrosstieError as error:
        watch.note(error, with_locals=not echoed)
        return 1
    return 0


@pytest.mark.parametrize("fault", [Timeout(), Reset(), Truncated(), BrokenJson(), Html(), Answer(status=500)], ids=repr)
def test_nothing_secret_shows_in_what_a_fault_leaves_behind(
    subject: Subject,
    client: Any,
    simulator: Any,
    watch: Watch,
    secrets: Callable[[], set[str]],
    fault: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In messages, pickles and tracebacks with locals; also when a session is renewed meanwhile."""
    caplog.set_level(logging.DEBUG)
    simulator.faults.add(fault, times=None)
    raised = _try(watch, subject.get, client) + _try(watch, subject.create, client)
    if not isinstance(subject.renewal, Absent):
        subject.renewal.expire(simulator)
        raised += _try(watch, subject.get, client)
    assert raised >= 2 - (subject.told_in_body is not None)
    watch.texts.append(caplog.text)
    watch.check(secrets())


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409, 422, 429, 500, 503])
def test_a_secret_that_the_system_repeats_is_not_repeated_by_us(
    subject: Subject,
    client: Any,
    simulator: Any,
    tap: Tap,
    watch: Watch,
    secrets: Callable[[], set[str]],
    status: int,
) -> None:
    """Some servers quote the request in their errors; what was sent with it is known, and left out."""
    tap.rewrite = _echoing(simulator, subject, _told, status=status, login=False)
    raised = _try(watch, subject.get, client, echoed=True)
    raised += _try(watch, subject.create, client, echoed=True)
    assert raised
    watch.check(secrets())


@pytest.mark.parametrize("body", [b"<html>%s</html>", b"%s", b'{"data": "%s', b'["%s"]', b'{"%s": 1}'], ids=repr)
def test_a_secret_in_an_unreadable_answer_is_not_quoted(
    subject: Subject,
    client: Any,
    simulator: Any,
    tap: Tap,
    watch: Watch,
    secrets: Callable[[], set[str]],
    body: bytes,
) -> None:
    """The excerpt shows the shape of an answer, not what was sent."""

    def told(secrets: Sequence[str]) -> bytes:
        return body % " ".join(secrets).encode()

    tap.rewrite = _echoing(simulator, subject, told, status=200, login=False)
    assert _try(watch, subject.get, client, echoed=True)
    assert _try(watch, _listed(subject), client, echoed=True)
    watch.check(secrets())


@pytest.mark.parametrize("status", [200, 400, 401, 403, 500])
def test_a_secret_that_the_login_repeats_is_not_repeated_by_us(
    subject: Subject,
    client: Any,
    sessions: Any,
    simulator: Any,
    tap: Tap,
    watch: Watch,
    secrets: Callable[[], set[str]],
    status: int,
) -> None:
    """The endpoint that renews sessions is sent the most precious ones; its words are stored and shown to the host."""
    if isinstance(subject.renewal, Absent):
        assert not tap.sent
        return
    subject.renewal.expire(simulator)
    tap.rewrite = _echoing(simulator, subject, _told, status=status, login=True)
    assert _try(watch, subject.get, client, echoed=True)
    assert simulator.count(subject.renewal.route)
    for thing in sessions.status("acme"):
        watch.note(thing)
    watch.check(secrets())
