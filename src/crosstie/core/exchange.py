"""One call of one system: limit, authenticate, send, judge, and send again only where that is safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Literal, Protocol, TypeVar

import attrs

from crosstie.core import effects
from crosstie.core.effects import Flow
from crosstie.core.messages import Request, Response
from crosstie.core.pace import UNLIMITED, Pace
from crosstie.errors import CrosstieError, OutcomeUnknown, Pending, RateLimited, TransportError

__all__ = ["Answer", "Attempt", "AttemptEnded", "Authenticator", "Call", "Dialect", "RetryPolicy", "exchange"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@attrs.frozen(kw_only=True)
class Call(Generic[T_co]):
    """What a client's method asks for.

    Attributes:
        operation: Its name, such as ``customers.get``.
        request: What to send, unsigned.
        decode: Turns the accepted answer into the value.
        kind: ``read`` changes nothing; ``keyed`` is a write that the system carries out once for its key, however
            often it is sent; ``write`` could happen twice when sent twice.
        key: The idempotency key of a keyed write.
        timeout: Seconds for one attempt; the client's default when ``None``.
    """

    operation: str
    request: Request
    decode: Callable[[Response], T_co]
    kind: Literal["read", "keyed", "write"] = "read"
    key: str | None = None
    timeout: float | None = None


@attrs.frozen(kw_only=True)
class Attempt:
    """One time that a call was sent.

    Attributes:
        number: 1 for the first.
        seconds: How long it took.
        status: The HTTP status, if an answer came.
        request_id: The system's id for it.
        error: The class name of what went wrong, if anything did.
        waited: Seconds waited after it, before the next one.
    """

    number: int
    seconds: float
    status: int | None = None
    request_id: str | None = None
    error: str | None = None
    waited: float = 0.0


@attrs.frozen(kw_only=True)
class AttemptEnded:
    """Event: one attempt of a call has ended."""

    connection: str
    operation: str
    attempt: Attempt


@attrs.frozen(kw_only=True)
class Answer(Generic[T_co]):
    """A value with the exchange it came from.

    Attributes:
        value: The decoded value.
        response: The answer as it came.
        attempts: Every time the call was sent, the last one successful.
    """

    value: T_co
    response: Response
    attempts: Sequence[Attempt]

    @property
    def request_id(self) -> str | None:
        """The system's id for the last attempt, for its support."""
        return self.attempts[-1].request_id

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def headers(self) -> Mapping[str, str]:
        """Lower-case header names to values."""
        return self.response.headers

    @property
    def body(self) -> bytes:
        """The body as it came."""
        return self.response.body


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """How often, and how patiently, a call is sent again.

    Attributes:
        attempts: At most this many, the first included.
        base: Seconds that the first pause is drawn from; doubled each time.
        cap: No pause is drawn longer than this.
        obey: A ``Retry-After`` up to this many seconds is obeyed; a longer one is raised to the caller.
    """

    attempts: int = attrs.field(default=4, validator=attrs.validators.ge(1))
    base: float = 0.5
    cap: float = 20.0
    obey: float = 65.0

    def pause(self, attempt: int, draw: float, asked: float | None) -> float | None:
        """Return the seconds to wait after an attempt, or ``None`` when that is more than we obey.

        Args:
            attempt: The number of the attempt that failed.
            draw: A number in [0, 1).
            asked: What the system asked for, if it did.
        """
        if asked is not None and asked > self.obey:
            return None
        # Equal jitter: never so short that a struggling system is hit at once, never all clients together.
        drawn: float = min(self.cap, self.base * 2 ** (attempt - 1)) * (0.5 + draw / 2)
        return drawn if asked is None else max(asked, drawn)


class Authenticator(Protocol):
    """Signs requests for one connection, and answers a refusal."""

    @property
    def label(self) -> str:
        """The connection, as errors name it."""
        ...

    def grant(self) -> Flow[Any]:
        """Return what to sign with; renews first where that is due."""
        ...

    def sign(self, request: Request, grant: Any) -> Request:  # noqa: ANN401 - each system's own grant
        """Return the signed request."""
        ...

    def refused(self, grant: Any) -> Flow[Any | None]:  # noqa: ANN401 - each system's own grant
        """Return another grant to try once; ``None`` when there can be no other.

        Raises:
            SessionError: A new session was asked for and not had.
        """
        ...

    def is_refusal(self, response: Response) -> bool:
        """Tell whether the answer says that the session is not good, so that a new one may help."""
        ...

    def accepted(self) -> Flow[None]:
        """Note that the session was good."""
        ...


class Dialect(Protocol):
    """How one system says no."""

    def error(self, response: Response) -> CrosstieError | None:
        """Return what the answer complains of; ``None`` when the call was accepted."""
        ...

    def request_id(self, response: Response) -> str | None:
        """Return the system's id of the request."""
        ...


def exchange(
    call: Call[T],
    *,
    auth: Authenticator,
    dialect: Dialect,
    timeout: float,
    retry: RetryPolicy,
    pace: Pace = UNLIMITED,
) -> Flow[Answer[T]]:
    """Carry out one call.

    A refused session is renewed once and the call sent again; a second refusal is the caller's to know. Everything
    else is repeated only where it is safe: reads, keyed writes, and requests proven not carried out.

    Args:
        call: What to do.
        auth: Signs it.
        dialect: Reads the system's errors.
        timeout: Seconds for one attempt, unless the call has its own.
        retry: How often and how patiently.
        pace: The account's rate limit.

    Raises:
        CrosstieError: See the tree; each carries operation, connection and attempts.
        OutcomeUnknown: A write that may have been carried out; it was not repeated.
    """
    running = _Running(call, auth, dialect, call.timeout or timeout, retry, pace)
    try:
        return (yield from running.until_settled())
    except CrosstieError as error:
        running.sign_off(error)
        raise


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class _Refused(CrosstieError):
    """The session was refused; a new one may help (never leaves this module)."""

    verdict: CrosstieError | None = None


@attrs.define(eq=False)
class _Running(Generic[T]):
    """One call under way, and what it has been through."""

    call: Call[T]
    auth: Authenticator
    dialect: Dialect
    timeout: float
    retry: RetryPolicy
    pace: Pace
    attempts: list[Attempt] = attrs.field(factory=list)
    may_renew: bool = True

    def until_settled(self) -> Flow[Answer[T]]:
        grant = yield from self.auth.grant()
        tries = 0
        while True:
            outcome = yield from self._attempt(self.auth.sign(self.call.request, grant))
            if isinstance(outcome, Answer):
                return outcome
            if isinstance(outcome, _Refused):
                # Once only: the next refusal is judged like any other answer. This send costs no try.
                self.may_renew = False
                grant = yield from self.auth.refused(grant)
                if grant is None:
                    raise outcome.verdict or outcome
                continue
            tries += 1
            pause = _pause(self.call, outcome, self.retry, tries, (yield from effects.draw()))
            self.attempts[-1] = attrs.evolve(self.attempts[-1], waited=pause)
            yield from effects.sleep(pause)

    def _attempt(self, request: Request) -> Flow[Answer[T] | CrosstieError]:
        """Send once; answer the value, or the error that says why there is none."""
        started = yield from effects.tick()
        response = yield from self._send(request)
        seconds = (yield from effects.tick()) - started
        if isinstance(response, TransportError):
            yield from self._note(seconds, None, response)
            return response
        outcome = self._judge(response)
        if not isinstance(outcome, _Refused):
            yield from self.auth.accepted()
        if isinstance(outcome, CrosstieError):
            yield from self._note(seconds, response, outcome)
            return outcome
        yield from self._note(seconds, response, None)
        return outcome

    def _note(self, seconds: float, response: Response | None, error: CrosstieError | None) -> Flow[None]:
        attempt = Attempt(
            number=len(self.attempts) + 1,
            seconds=seconds,
            status=response.status if response is not None else None,
            request_id=self.dialect.request_id(response) if response is not None else None,
            error=type(error).__name__.lstrip("_") if error is not None else None,
        )
        self.attempts.append(attempt)
        yield from effects.tell(
            AttemptEnded(connection=self.auth.label, operation=self.call.operation, attempt=attempt)
        )
        if isinstance(error, RateLimited) and error.retry_after and self.pace is not UNLIMITED:
            yield from effects.hold(self.pace, error.retry_after)

    def _send(self, request: Request) -> Flow[Response | TransportError]:
        if self.pace is UNLIMITED:
            return (yield from _sent(request, self.timeout))
        yield from effects.enter(self.pace)
        try:
            answer = yield from _sent(request, self.timeout)
        except GeneratorExit:
            raise  # a dropped flow cannot ask for anything any more
        except BaseException:
            yield from effects.leave(self.pace)
            raise
        yield from effects.leave(self.pace)
        return answer

    def _judge(self, response: Response) -> Answer[T] | CrosstieError:
        error = self.dialect.error(response)
        if self.may_renew and self.auth.is_refusal(response):
            return _Refused(verdict=error)
        if error is not None:
            return error
        try:
            value = self.call.decode(response)
        except CrosstieError as wrong:
            return wrong
        return Answer(value=value, response=response, attempts=self.attempts)

    def sign_off(self, error: CrosstieError) -> None:
        """Say in the error what was being done, to whom, and how often."""
        error.operation = error.operation or self.call.operation
        error.connection = error.connection or self.auth.label
        error.attempts = error.attempts or len(self.attempts)
        if self.attempts:
            error.status = error.status or self.attempts[-1].status
            error.request_id = error.request_id or self.attempts[-1].request_id


def _sent(request: Request, timeout: float) -> Flow[Response | TransportError]:
    try:
        return (yield from effects.send(request, timeout=timeout))
    except TransportError as error:
        return error


def _pause(call: Call[Any], error: CrosstieError, retry: RetryPolicy, tries: int, draw: float) -> float:
    """Return the seconds to wait before the call is sent again; raise where it must not be."""
    repeatable = error.retry == "safe" or (error.retry == "unknown" and call.kind != "write")
    pause = retry.pause(tries, draw, error.retry_after) if repeatable and tries < retry.attempts else None
    if pause is None:
        raise _final(call, error)
    return pause


def _final(call: Call[Any], error: CrosstieError) -> CrosstieError:
    """Return the error as the caller should see it: a write in doubt is said to be in doubt."""
    in_doubt = error.retry == "unknown" and call.kind != "read"
    if not in_doubt or isinstance(error, Pending):
        return error
    doubt = OutcomeUnknown(
        f"It is not known whether the write was carried out: {error.message}",
        code=error.code,
        idempotency_key=call.key,
        done="It was not repeated." if call.kind == "write" else "It was repeated with the same key, in vain.",
        advice="Look the record up before you write it again.",
    )
    doubt.__cause__ = error
    return doubt
