"""What a call is, what it answers, and who signs and reads it: the values and seams around :mod:`exchange`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Literal, Protocol, TypeVar

import attrs

from crosstie.core.checks import amount, count
from crosstie.core.effects import Flow
from crosstie.core.messages import Request, Response
from crosstie.errors import CrosstieError

__all__ = ["Answer", "Attempt", "AttemptEnded", "Authenticator", "Call", "Dialect", "RetryPolicy"]

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
        check: Looks again, each time that it is about to be sent, whether it still may be; raises what forbids it. For
            what was true before the wait for a place, and need not be so behind it.
    """

    operation: str
    request: Request
    decode: Callable[[Response], T_co]
    kind: Literal["read", "keyed", "write"] = "read"
    key: str | None = None
    timeout: float | None = None
    check: Callable[[], Flow[None]] | None = None


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

    attempts: int = attrs.field(default=4, validator=count(1))
    base: float = attrs.field(default=0.5, validator=amount())
    cap: float = attrs.field(default=20.0, validator=amount())
    obey: float = attrs.field(default=65.0, validator=amount())

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
        drawn: float = min(self.cap, self.base * 2.0 ** min(attempt - 1, 64)) * (0.5 + draw / 2)
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

    def rejected(self, grant: Any, detail: str) -> Flow[None]:  # noqa: ANN401 - each system's own grant
        """Note that a refusal was final: there was no other grant to try, that one was refused too, or none can help.

        Args:
            grant: What was refused.
            detail: The system's words, without secrets.
        """
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
