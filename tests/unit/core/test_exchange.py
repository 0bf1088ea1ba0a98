"""One call: when it is sent again, when it is not, and what its caller is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs
import pytest

from crosstie.core.driver import Driver
from crosstie.core.effects import Enter, Flow, Now, now
from crosstie.core.exchange import Answer, Attempt, AttemptEnded, Call, RetryPolicy, exchange
from crosstie.core.messages import Request, Response
from crosstie.core.pace import UNLIMITED, Pace
from crosstie.errors import (
    Conflict,
    CredentialsRejected,
    CrosstieError,
    DecodeError,
    Forbidden,
    Invalid,
    NotFound,
    NotSent,
    OutcomeUnknown,
    Pending,
    QuotaExhausted,
    RateLimited,
    ReconnectRequired,
    ServerFault,
    StorageUnavailable,
    TimedOut,
    TransportError,
    UsageError,
)
from crosstie.http.limiter import Limiter
from crosstie.sessions.flights import Flights
from crosstie.storage.memory import MemoryStorage
from crosstie.testing import FakeClock

Said = Response | Exception
REQUEST = Request(method="GET", url="https://api.example.com/things/1")
OK = Response(status=200, headers={"x-id": "tid-ok"}, body=b"fine")
NO = Response(status=401, headers={"x-id": "tid-no"})


class Line:
    """A transport that answers what it was told to, in order, and remembers what was sent."""

    def __init__(self, clock: FakeClock, said: Sequence[Said]) -> None:
        """Begin with the answers to come."""
        self.clock = clock
        self.said = list(said)
        self.sent: list[Request] = []
        self.timeouts: list[float] = []

    def send(self, request: Request, *, timeout: float) -> Response:
        """Take a quarter of a second, then answer."""
        self.sent.append(request)
        self.timeouts.append(timeout)
        self.clock.advance(0.25)
        said = self.said.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


class Signer:
    """Signs with numbered grants; a refusal brings the next one, as long as there are more."""

    label = "acme/composed/default"

    def __init__(self, grants: int = 2, *, grant_error: Exception | None = None) -> None:
        """Begin with so many grants."""
        self.grants = grants
        self.number = 0
        self.refusals: list[int] = []
        self.rejections: list[tuple[int, str]] = []
        self.successes = 0
        self.grant_error = grant_error
        self.refusal_error: Exception | None = None

    def grant(self) -> Flow[int]:
        """Lend the current grant."""
        yield from now()
        if self.grant_error is not None:
            raise self.grant_error
        return self.number

    def sign(self, request: Request, grant: int) -> Request:
        """Write the grant's number on the request."""
        return request.with_headers({"Authorization": f"grant {grant}"})

    def refused(self, grant: int) -> Flow[int | None]:
        """Note which grant was refused."""
        self.refusals.append(grant)
        yield from now()
        if self.refusal_error is not None:
            raise self.refusal_error
        self.number += 1
        return self.number if self.number < self.grants else None

    def rejected(self, grant: int, detail: str) -> Flow[None]:
        """Note which grant was refused for good, and in which words."""
        yield from now()
        self.rejections.append((grant, detail))

    def is_refusal(self, response: Response) -> bool:
        """A 401 refuses the session."""
        return response.status == 401

    def accepted(self) -> Flow[None]:
        """Count."""
        yield from now()
        self.successes += 1


class Words:
    """A system that says in a header which error it means, with the status beside it."""

    def __init__(self, errors: dict[int, Callable[[], CrosstieError]] | None = None) -> None:
        """Map statuses to errors."""
        self.errors = errors if errors is not None else {401: Forbidden}

    def error(self, response: Response) -> CrosstieError | None:
        """Return what the status stands for."""
        made = self.errors.get(response.status)
        return made() if made is not None else None

    def request_id(self, response: Response) -> str | None:
        """Return the id."""
        return response.headers.get("x-id")


@attrs.define
class World:
    """Everything one call needs, and what it left behind."""

    line: Line
    signer: Signer
    words: Words
    clock: FakeClock
    limiter: Limiter = attrs.field(factory=Limiter)
    events: list[Any] = attrs.field(factory=list)
    draw: float = 0.5

    def run(
        self,
        kind: str = "read",
        *,
        retry: RetryPolicy | None = None,
        pace: Pace = UNLIMITED,
        decode: Callable[[Response], Any] = lambda response: response.body.decode(),
        timeout: float | None = None,
        check: Callable[[], Flow[None]] | None = None,
    ) -> Answer[Any]:
        """Make the call."""
        driver = Driver(
            transport=self.line,
            storage=MemoryStorage(),
            clock=self.clock,
            sharing=Flights(),
            limits=self.limiter,
            draw=lambda: self.draw,
            observer=self.events.append,
        )
        key = "key-1" if kind == "keyed" else None
        call = Call(
            operation="things.get",
            request=REQUEST,
            decode=decode,
            kind=kind,
            key=key,
            timeout=timeout,  # type: ignore[arg-type]
            check=check,
        )
        flow = exchange(call, auth=self.signer, dialect=self.words, timeout=9, retry=retry or RetryPolicy(), pace=pace)
        return driver.run(flow)


def world(
    *said: Said, signer: Signer | None = None, errors: dict[int, Callable[[], CrosstieError]] | None = None
) -> World:
    """Make a world in which these answers will come."""
    clock = FakeClock()
    return World(Line(clock, said), signer or Signer(), Words(errors), clock)


# -- the plain case ----------------------------------------------------------------------------------------------------


def test_an_answer_brings_value_and_exchange() -> None:
    """The value comes with status, headers, body, request id and the one attempt that it took."""
    here = world(OK)
    answer = here.run()
    assert (answer.value, answer.status, answer.body, answer.request_id) == ("fine", 200, b"fine", "tid-ok")
    assert answer.headers["x-id"] == "tid-ok"
    assert list(answer.attempts) == [Attempt(number=1, seconds=0.25, status=200, request_id="tid-ok")]
    assert here.line.sent[0].headers["Authorization"] == "grant 0"
    assert (here.signer.successes, here.line.timeouts) == (1, [9])


def test_a_call_may_bring_its_own_timeout() -> None:
    """The call's timeout stands before the client's."""
    here = world(OK)
    here.run(timeout=2.0)
    assert here.line.timeouts == [2.0]


def test_the_observer_hears_of_every_attempt() -> None:
    """Each attempt is told as it ends, with connection and operation."""
    here = world(TimedOut(), OK)
    here.run()
    assert [(event.attempt.number, event.attempt.error) for event in here.events] == [(1, "TimedOut"), (2, None)]
    assert all(isinstance(event, AttemptEnded) for event in here.events)
    assert (here.events[0].connection, here.events[0].operation) == ("acme/composed/default", "things.get")


def test_an_answer_that_cannot_be_read_is_not_asked_for_again() -> None:
    """A DecodeError surfaces at once, with the attempt that it came from."""

    def decode(_: Response) -> None:
        raise DecodeError(excerpt="<html>")

    here = world(OK)
    with pytest.raises(DecodeError) as caught:
        here.run(decode=decode)
    assert (caught.value.attempts, caught.value.status, caught.value.request_id) == (1, 200, "tid-ok")
    assert here.signer.successes == 0


# -- what is sent again ------------------------------------------------------------------------------------------------

SAFE = [NotSent, RateLimited]
UNKNOWN = [TransportError, TimedOut, ServerFault]
UNSAFE = [Invalid, NotFound, Conflict, Forbidden, QuotaExhausted, CredentialsRejected]


def _said(error: type[CrosstieError]) -> tuple[Said, dict[int, Callable[[], CrosstieError]]]:
    """Let a transport error break the line, and any other be an answer."""
    if issubclass(error, TransportError):
        return error(), {}
    return Response(status=480), {480: error}


@pytest.mark.parametrize("kind", ["read", "keyed", "write"])
@pytest.mark.parametrize("error", [*SAFE, *UNKNOWN, *UNSAFE], ids=lambda error: error.__name__)
def test_what_is_sent_again(error: type[CrosstieError], kind: str) -> None:
    """Safe errors are repeated for everything, unknown ones for reads and keyed writes, refusals for nothing."""
    said, errors = _said(error)
    here = world(said, OK, errors=errors)
    if error in SAFE or (error in UNKNOWN and kind != "write"):
        assert here.run(kind).value == "fine"
        assert len(here.line.sent) == 2
        return
    expected = OutcomeUnknown if error in UNKNOWN else error
    with pytest.raises(expected) as caught:
        here.run(kind)
    assert len(here.line.sent) == caught.value.attempts == 1
    assert (caught.value.operation, caught.value.connection) == ("things.get", "acme/composed/default")


def test_a_call_is_given_up_after_so_many_attempts() -> None:
    """The last error surfaces, and says how often the call was sent."""
    here = world(TimedOut(), TimedOut(), TimedOut())
    with pytest.raises(TimedOut) as caught:
        here.run(retry=RetryPolicy(attempts=3))
    assert caught.value.attempts == 3
    assert not here.line.said


@pytest.mark.parametrize("kind", ["keyed", "write"])
def test_a_write_that_goes_on_is_not_begun_again(kind: str) -> None:
    """A Pending write is the caller's to resume; the same request again could begin the work twice."""
    here = world(Response(status=202), errors={202: lambda: Pending(token="resume-1")})
    with pytest.raises(Pending) as caught:
        here.run(kind)
    assert (caught.value.token, len(here.line.sent)) == ("resume-1", 1)


def test_a_read_that_is_not_finished_is_asked_for_again() -> None:
    """Asking twice changes nothing, so the answer is waited for like that of a busy server."""
    here = world(Response(status=202), OK, errors={202: Pending})
    assert here.run().value == "fine"
    assert len(here.clock.sleeps) == 1


def test_a_write_in_doubt_that_goes_on_can_still_be_resumed() -> None:
    """The system tells what became of it: that is more than a doubt."""
    here = world(TimedOut(), Response(status=202), errors={202: lambda: Pending(token="resume-1")})
    with pytest.raises(Pending):
        here.run("keyed")


# -- writes in doubt ---------------------------------------------------------------------------------------------------


def test_a_write_in_doubt_is_never_repeated() -> None:
    """It may have been carried out: the caller must look, and is told so."""
    here = world(TimedOut("No answer came."))
    with pytest.raises(OutcomeUnknown) as caught:
        here.run("write")
    error = caught.value
    assert (error.retry, error.idempotency_key, error.attempts) == ("unknown", None, 1)
    assert "No answer came." in str(error)
    assert "not repeated" in str(error)
    assert isinstance(error.__cause__, TimedOut)


def test_a_keyed_write_that_stays_in_doubt_names_its_key() -> None:
    """Its repeats were safe; after the last one only a look can tell."""
    here = world(*[Response(status=500)] * 4, errors={500: ServerFault})
    with pytest.raises(OutcomeUnknown) as caught:
        here.run("keyed")
    assert (caught.value.idempotency_key, caught.value.attempts) == ("key-1", 4)
    assert "same key" in str(caught.value)


@pytest.mark.parametrize("last", [NotSent, RateLimited, QuotaExhausted, Forbidden], ids=lambda error: error.__name__)
def test_a_doubt_outlives_what_comes_after_it(last: type[CrosstieError]) -> None:
    """A time-out followed by a refusal to look at the call is still a time-out: the first send may have worked."""
    said, errors = _said(last)
    here = world(TimedOut(), said, errors=errors)
    with pytest.raises(OutcomeUnknown) as caught:
        here.run("keyed", retry=RetryPolicy(attempts=2))
    assert isinstance(caught.value.__cause__, last)


@pytest.mark.parametrize("last", [Invalid, NotFound, Conflict], ids=lambda error: error.__name__)
def test_a_clear_answer_to_the_same_key_ends_the_doubt(last: type[CrosstieError]) -> None:
    """Had the first send worked, its key would have brought the success."""
    said, errors = _said(last)
    here = world(TimedOut(), said, errors=errors)
    with pytest.raises(last):
        here.run("keyed")


@pytest.mark.parametrize("kind", ["write", "keyed"])
def test_a_write_whose_answer_says_nothing_is_in_doubt(kind: str) -> None:
    """A page of HTML in place of the answer tells neither that it was carried out nor that it was not."""
    here = world(Response(status=480), errors={480: lambda: DecodeError(retry="unknown")})
    with pytest.raises(OutcomeUnknown) as caught:
        here.run(kind, retry=RetryPolicy(attempts=1))
    assert isinstance(caught.value.__cause__, DecodeError)
    assert caught.value.attempts == 1


def test_a_doubt_outlives_a_session_that_cannot_be_renewed() -> None:
    """The write may have been carried out, though now nobody may even ask."""
    signer = Signer()
    signer.refusal_error = ReconnectRequired()
    here = world(TimedOut(), NO, signer=signer)
    with pytest.raises(OutcomeUnknown) as caught:
        here.run("keyed")
    assert isinstance(caught.value.__cause__, ReconnectRequired)


def test_a_storage_that_fails_before_the_first_send_leaves_no_doubt() -> None:
    """Nothing was sent, so a write's outcome is known."""
    here = world(signer=Signer(grant_error=StorageUnavailable()))
    with pytest.raises(StorageUnavailable) as caught:
        here.run("write")
    assert (caught.value.attempts, caught.value.operation, caught.value.status) == (0, "things.get", None)


# -- refused sessions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["read", "keyed", "write"])
def test_a_refused_session_is_renewed_once_and_the_call_sent_again(kind: str) -> None:
    """The refused grant is named; a write was not carried out by a refusal, so it is sent again too."""
    here = world(NO, OK)
    answer = here.run(kind)
    assert (here.signer.refusals, here.signer.rejections) == ([0], [])
    assert [request.headers["Authorization"] for request in here.line.sent] == ["grant 0", "grant 1"]
    assert [attempt.error for attempt in answer.attempts] == ["Forbidden", None]
    assert here.clock.sleeps == ()


def test_a_second_refusal_surfaces() -> None:
    """Nothing loops: the second refusal is the dialect's own error."""
    here = world(NO, NO, signer=Signer(grants=9))
    with pytest.raises(Forbidden) as caught:
        here.run()
    assert here.signer.refusals == [0]
    assert here.signer.rejections == [(1, Forbidden().message)]
    assert (caught.value.attempts, caught.value.status, caught.value.request_id) == (2, 401, "tid-no")
    assert here.signer.successes == 0


def test_without_another_grant_the_refusal_surfaces_at_once() -> None:
    """Static keys: there is nothing to renew, and nothing is sent again."""
    here = world(NO, signer=Signer(grants=1))
    with pytest.raises(Forbidden):
        here.run()
    assert len(here.line.sent) == 1
    assert here.signer.rejections == [(0, Forbidden().message)]


@pytest.mark.parametrize("grants", [1, 9])
def test_a_refusal_without_words_is_rejected_credentials(grants: int) -> None:
    """A system whose refusal looks like a plain answer still gives a typed error, the first time and the second."""
    here = world(NO, NO, signer=Signer(grants=grants), errors={})
    with pytest.raises(CredentialsRejected) as caught:
        here.run()
    assert caught.value.status == 401


def test_keys_that_no_renewal_can_help_are_refused_for_good_at_once() -> None:
    """The system says that it is not the session: none is asked for, and it is noted in the system's words."""
    here = world(Response(status=418), errors={418: lambda: CredentialsRejected("The key is void.")})
    with pytest.raises(CredentialsRejected):
        here.run()
    assert (here.signer.refusals, here.signer.rejections) == ([], [(0, "The key is void.")])


def test_a_failed_renewal_surfaces_as_it_is() -> None:
    """The caller learns why there is no session, and that the call was refused once."""
    signer = Signer()
    signer.refusal_error = ReconnectRequired(reason="denied")
    here = world(NO, signer=signer)
    with pytest.raises(ReconnectRequired) as caught:
        here.run()
    assert (caught.value.reason, caught.value.attempts, caught.value.operation) == ("denied", 1, "things.get")


def test_the_resend_after_a_renewal_costs_no_attempt() -> None:
    """A policy of one attempt still survives an expired session."""
    assert world(NO, OK).run(retry=RetryPolicy(attempts=1)).value == "fine"


def test_a_renewal_and_a_retry_can_happen_in_one_call() -> None:
    """A refusal does not use up the patience for a struggling server."""
    here = world(TimedOut(), NO, Response(status=500), OK, errors={500: ServerFault})
    assert [attempt.number for attempt in here.run().attempts] == [1, 2, 3, 4]


# -- pauses ------------------------------------------------------------------------------------------------------------


def test_pauses_grow_and_are_jittered_by_the_injected_source() -> None:
    """Half of each pause is fixed, half is drawn; it doubles up to the cap, and stands in the attempts."""
    here = world(*[TimedOut() for _ in range(4)], OK)
    here.draw = 0.0
    answer = here.run(retry=RetryPolicy(attempts=5, base=1.0, cap=3.0))
    assert here.clock.sleeps == (0.5, 1.0, 1.5, 1.5)
    assert [attempt.waited for attempt in answer.attempts] == [0.5, 1.0, 1.5, 1.5, 0.0]


def test_what_the_system_asks_for_is_obeyed() -> None:
    """``retry_after`` is waited for in full, and never shortened by the jitter."""
    here = world(Response(status=429), OK, errors={429: lambda: RateLimited(retry_after=7.0)})
    here.run()
    assert here.clock.sleeps == (7.0,)


def test_a_short_wish_does_not_shorten_our_own_pause() -> None:
    """A system that asks for nothing at all is still not hit at once."""
    assert RetryPolicy(base=2.0).pause(1, 0.0, 0.0) == 1.0


def test_a_pause_beyond_the_cap_is_the_callers_to_take() -> None:
    """A long ``Retry-After`` raises at once, with its seconds, instead of holding the caller."""
    here = world(Response(status=429), errors={429: lambda: RateLimited(retry_after=600.0)})
    with pytest.raises(RateLimited) as caught:
        here.run()
    assert (caught.value.retry_after, here.clock.sleeps) == (600.0, ())


def test_many_attempts_do_not_overflow() -> None:
    """The pause stays at its cap however often a call was tried."""
    assert RetryPolicy(attempts=5000, cap=20.0).pause(4000, 0.999, None) == pytest.approx(20.0, abs=0.1)


def test_a_policy_without_attempts_is_refused() -> None:
    """A call is sent at least once."""
    with pytest.raises(UsageError, match="attempts"):
        RetryPolicy(attempts=0)


# -- the rate limit ----------------------------------------------------------------------------------------------------

PACE = Pace("composed/1", per_second=1.0, concurrent=1)


def test_a_place_is_taken_for_each_send_and_given_back() -> None:
    """After the call, successful or not, the account is free again."""
    here = world(TimedOut(), NO, OK, UsageError())
    here.run(pace=PACE)
    with pytest.raises(UsageError):
        here.run(pace=PACE)
    assert here.limiter._queues.here().by_key["composed/1"].in_flight == 0


def test_the_wait_for_a_place_comes_before_the_session() -> None:
    """Who waits long is signed with the session of the moment of sending; the wait is not part of the attempt."""
    here = world(OK, OK)
    here.run(pace=PACE)
    here.signer.number = 0
    lent: list[float] = []
    grant = here.signer.grant
    here.signer.grant = lambda: (lent.append(here.clock.monotonic()), grant())[1]  # type: ignore[method-assign, func-returns-value]
    answer = here.run(pace=PACE)
    assert lent == [1.0]
    assert answer.attempts[0].seconds == 0.25


def test_a_call_is_looked_at_each_time_that_it_is_about_to_be_sent() -> None:
    """Behind the wait for a place and behind each pause: what was true before need not be so any more."""
    here = world(OK, NotSent(), OK)
    here.run(pace=PACE)
    looked: list[float] = []

    def check() -> Flow[None]:
        yield from now()
        looked.append(here.clock.monotonic())

    assert here.run("write", pace=PACE, check=check).value == "fine"
    assert looked == [1.0, pytest.approx(1.25 + 0.375 + 0.375)]
    assert len(here.line.sent) == 3


def test_what_is_forbidden_at_the_last_moment_is_not_sent() -> None:
    """The error is the check's own, says what was being done, and the place is free again."""
    here = world()

    def check() -> Flow[None]:
        yield from now()
        message = "Too late."
        raise UsageError(message)

    with pytest.raises(UsageError, match="Too late") as caught:
        here.run("write", pace=PACE, check=check)
    assert (caught.value.operation, caught.value.attempts, here.line.sent) == ("things.get", 0, [])
    assert here.limiter._queues.here().by_key["composed/1"].in_flight == 0


def test_a_system_that_asks_for_a_pause_holds_the_whole_account() -> None:
    """Other calls of the same account wait as well, at most as long as a call obeys."""
    here = world(Response(status=429), OK, errors={429: lambda: RateLimited(retry_after=600.0)})
    with pytest.raises(RateLimited):
        here.run(pace=PACE)
    here.run(pace=PACE)
    assert here.clock.sleeps == (pytest.approx(65.0),)


def test_an_answer_that_tells_of_a_full_bucket_holds_the_account() -> None:
    """Where a system says how full its own bucket is, the next call waits before it is refused, at most as long."""
    full = attrs.evolve(PACE, per_second=0.0, rest=lambda response: float(response.headers["x-wait"]))
    here = world(Response(status=200, headers={"x-wait": "3"}), Response(status=200, headers={"x-wait": "900"}), OK)
    here.words.errors = {}
    here.line.said[2] = Response(status=200, headers={"x-wait": "0"})
    for _ in range(3):
        here.run(pace=full)
    assert here.clock.sleeps == (3.0, 65.0)


def test_a_call_that_is_dropped_asks_for_nothing_more() -> None:
    """Dropped while it holds a place, it ends in silence; its driver gives the place back."""
    here = world()
    flow = exchange(
        Call(operation="things.get", request=REQUEST, decode=lambda _: None),
        auth=here.signer,
        dialect=here.words,
        timeout=9,
        retry=RetryPolicy(),
        pace=PACE,
    )
    assert isinstance(next(flow), Enter)
    assert isinstance(flow.send(None), Now)
    flow.close()  # a flow that asks for something now would raise
