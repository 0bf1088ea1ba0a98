"""One call of one system: limit, authenticate, send, judge, and send again only where that is safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
        status: The HTTP status.
        headers: Lower-case names to values.
        body: The body as it came.
        request_id: The system's id for the last attempt, for its support.
        attempts: Every time the call was sent.
    """

    value: T_co
    response: Response
    request_id: str | None
    attempts: tuple[Attempt, ...]

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
        drawn = min(self.cap, self.base * 2 ** (attempt - 1)) * (0.5 + draw / 2)
        return max(asked or 0.0, drawn)


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


class Dialect(Protocol):
    """How one system says no."""

    def refused(self, response: Response) -> bool:
        """Tell whether the session was refused, so that a new one may help."""
        ...

    def error(self, response: Response) -> CrosstieError | None:
        """Return what the answer complains of; ``None`` when the call was accepted."""
        ...

    def request_id(self, response: Response) -> str | None:
        """Return the system's id of the request."""
        ...


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class _Refused(CrosstieError):
    """The session was refused; a new one may help (never leaves this module)."""

    verdict: CrosstieError | None = None


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

    Raises:
        CrosstieError: See the tree; each carries operation, connection and attempts.
        OutcomeUnknown: A write that may have been carried out; it was not repeated.
    """
    attempts: list[Attempt] = []
    try:
        return (yield from _until_settled(call, auth, dialect, timeout, retry, pace, attempts))
    except CrosstieError as error:
        _place(error, call, auth, attempts)
        raise


def _until_settled(
    call: Call[T],
    auth: Authenticator,
    dialect: Dialect,
    timeout: float,
    retry: RetryPolicy,
    pace: Pace,
    attempts: list[Attempt],
) -> Flow[Answer[T]]:
    grant = yield from auth.grant()
    may_renew = True
    tries = 0
    while True:
        tries += 1
        request = auth.sign(call.request, grant)
        outcome = yield from _attempt(call, request, auth, dialect, timeout, pace, attempts, may_renew=may_renew)
        if isinstance(outcome, Answer):
            return outcome
        if isinstance(outcome, _Refused):
            # Once only: the next refusal is judged like any other answer. The extra send costs no try.
            may_renew, tries = False, tries - 1
            grant = yield from auth.refused(grant)
            if grant is None:
                raise outcome.verdict or outcome
            continue
        pause = _pause(call, outcome, retry, tries, (yield from effects.draw()))
        attempts[-1] = attrs.evolve(attempts[-1], waited=pause)
        yield from effects.sleep(pause)


def _attempt(
    call: Call[T],
    request: Request,
    auth: Authenticator,
    dialect: Dialect,
    timeout: float,
    pace: Pace,
    attempts: list[Attempt],
    *,
    may_renew: bool,
) -> Flow[Answer[T] | CrosstieError]:
    """Send once; answer the value, or the error that says why there is none."""
    started = yield from effects.tick()
    response = yield from _send(request, call.timeout or timeout, pace)
    ended = yield from effects.tick()
    request_id = dialect.request_id(response) if isinstance(response, Response) else None
    value = _judge(call, response, dialect, may_renew=may_renew)
    failed = isinstance(value, CrosstieError)
    attempts.append(
        Attempt(
            number=len(attempts) + 1,
            seconds=ended - started,
            status=response.status if isinstance(response, Response) else None,
            request_id=request_id,
            error=type(value).__name__.lstrip("_") if failed else None,
        )
    )
    yield from effects.tell(AttemptEnded(connection=auth.label, operation=call.operation, attempt=attempts[-1]))
    if isinstance(value, RateLimited) and value.retry_after and pace is not UNLIMITED:
        yield from effects.hold(pace, value.retry_after)
    if failed or isinstance(response, TransportError):
        return value  # type: ignore[return-value]  # failed says that it is the error
    return Answer(value=value, response=response, request_id=request_id, attempts=tuple(attempts))


def _send(request: Request, timeout: float, pace: Pace) -> Flow[Response | TransportError]:
    if pace is UNLIMITED:
        return (yield from _sent(request, timeout))
    yield from effects.enter(pace)
    try:
        answer = yield from _sent(request, timeout)
    except GeneratorExit:
        raise  # a dropped flow cannot ask for anything any more
    except BaseException:
        yield from effects.leave(pace)
        raise
    yield from effects.leave(pace)
    return answer


def _sent(request: Request, timeout: float) -> Flow[Response | TransportError]:
    try:
        return (yield from effects.send(request, timeout=timeout))
    except TransportError as error:
        return error


def _judge(
    call: Call[T], response: Response | TransportError, dialect: Dialect, *, may_renew: bool
) -> T | CrosstieError:
    if isinstance(response, TransportError):
        return response
    error = dialect.error(response)
    if error is not None:
        error.status = response.status
        error.request_id = dialect.request_id(response)
    if may_renew and dialect.refused(response):
        return _Refused(verdict=error)
    if error is not None:
        return error
    try:
        return call.decode(response)
    except CrosstieError as wrong:
        wrong.status = response.status
        wrong.request_id = dialect.request_id(response)
        return wrong


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
        status=error.status,
        code=error.code,
        request_id=error.request_id,
        idempotency_key=call.key,
        done="It was not repeated." if call.kind == "write" else "It was repeated with the same key, in vain.",
        advice="Look the record up before you write it again.",
    )
    doubt.__cause__ = error
    return doubt


def _place(error: CrosstieError, call: Call[Any], auth: Authenticator, attempts: list[Attempt]) -> None:
    error.operation = error.operation or call.operation
    error.connection = error.connection or auth.label
    error.attempts = error.attempts or len(attempts)
    if error.request_id is None and attempts:
        error.request_id = attempts[-1].request_id
