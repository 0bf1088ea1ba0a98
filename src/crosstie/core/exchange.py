"""One call of one system: limit, authenticate, send, judge, and send again only where that is safe."""

from __future__ import annotations

from typing import Any, Final, Generic, TypeVar

import attrs

from crosstie.core import effects
from crosstie.core.calls import Answer, Attempt, AttemptEnded, Authenticator, Call, Dialect, RetryPolicy
from crosstie.core.echoes import carried, clean
from crosstie.core.effects import Flow
from crosstie.core.messages import Request, Response
from crosstie.core.pace import UNLIMITED, Pace
from crosstie.errors import (
    Conflict,
    CredentialsRejected,
    CrosstieError,
    DecodeError,
    Invalid,
    NotFound,
    OutcomeUnknown,
    Pending,
    RateLimited,
    TransportError,
)

__all__ = ["Answer", "Attempt", "AttemptEnded", "Authenticator", "Call", "Dialect", "RetryPolicy", "exchange"]

T = TypeVar("T")

_DECIDED: Final = (Invalid, NotFound, Conflict, DecodeError)
"""Answers that settle a repeated write: had it been carried out before, its key would have brought the success.

One that says of itself that a repeat may do harm, or not, settles nothing: an answer in which nothing could be read.
"""
_NO_GRANT: Final = object()


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
        running.clean(error)
        final = running.final(error)
        running.sign_off(final)
        if final is error:
            raise
        raise final from error


@attrs.frozen
class _Refused:
    """The session was refused; a new one may help."""

    verdict: CrosstieError


@attrs.define(eq=False)
class _Running(Generic[T]):
    """One call under way, and what it has been through."""

    call: Call[T]
    auth: Authenticator
    dialect: Dialect
    timeout: float
    retry: RetryPolicy
    pace: Pace
    attempts: list[Attempt] = attrs.field(factory=list[Attempt])
    grant: Any = _NO_GRANT  # each system's own
    signed: Request | None = None
    may_renew: bool = True
    in_doubt: bool = False

    def until_settled(self) -> Flow[Answer[T]]:
        tries = 0
        while True:
            outcome = yield from self._attempt()
            if isinstance(outcome, Answer):
                return outcome
            if isinstance(outcome, _Refused):
                yield from self._renew(outcome.verdict)
                continue
            tries += 1
            if outcome.retry == "unknown" and self.call.kind != "read":
                self.in_doubt = True
            pause = self._pause(outcome, tries, (yield from effects.draw()))
            self.attempts[-1] = attrs.evolve(self.attempts[-1], waited=pause)
            yield from effects.sleep(pause)

    def _renew(self, verdict: CrosstieError) -> Flow[None]:
        """Get another session. Once only: the next refusal is judged like any answer. The resend costs no try."""
        self.may_renew = False
        other = yield from self.auth.refused(self.grant)
        if other is None:
            yield from self._give_in(verdict)
            raise verdict
        self.grant = other

    def _give_in(self, verdict: CrosstieError) -> Flow[None]:
        """Let it be noted that the session was refused for good."""
        self.clean(verdict)
        yield from self.auth.rejected(self.grant, verdict.message)

    def _attempt(self) -> Flow[Answer[T] | CrosstieError | _Refused]:
        """Send once; answer the value, or what says why there is none."""
        response, seconds = yield from self._paced()
        if isinstance(response, TransportError):
            yield from self._note(seconds, None, type(response).__name__)
            return response
        if self.pace.rest is not None:
            yield from self._rest(self.pace.rest(response))
        outcome = self._judge(response)
        if isinstance(outcome, Answer):
            yield from self.auth.accepted()
            yield from self._note(seconds, response, None)
        elif isinstance(outcome, _Refused):
            yield from self._note(seconds, response, type(outcome.verdict).__name__)
        else:
            yield from self._note(seconds, response, type(outcome).__name__)
            if self.auth.is_refusal(response) or isinstance(outcome, CredentialsRejected):
                yield from self._give_in(outcome)
            yield from self._obey(outcome)
        return outcome

    def _paced(self) -> Flow[tuple[Response | TransportError, float]]:
        """Wait for a place first: who waits long must not come with a session from before."""
        return self._sent() if self.pace is UNLIMITED else self._in_turn()

    def _in_turn(self) -> Flow[tuple[Response | TransportError, float]]:
        yield from effects.enter(self.pace)
        try:
            sent = yield from self._sent()
        except GeneratorExit:
            raise  # a dropped flow cannot ask for anything any more: its driver gives the place back
        except BaseException:
            yield from effects.leave(self.pace)
            raise
        yield from effects.leave(self.pace)
        return sent

    def _sent(self) -> Flow[tuple[Response | TransportError, float]]:
        if self.grant is _NO_GRANT:
            self.grant = yield from self.auth.grant()
        if self.call.check is not None:
            yield from self.call.check()
        request = self.signed = self.auth.sign(self.call.request, self.grant)
        started = yield from effects.tick()
        response: Response | TransportError
        try:
            response = yield from effects.send(request, timeout=self.timeout)
        except TransportError as error:
            response = error
        return response, (yield from effects.tick()) - started

    def _judge(self, response: Response) -> Answer[T] | CrosstieError | _Refused:
        error = self.dialect.error(response)
        if self.auth.is_refusal(response):
            verdict = error or CredentialsRejected("The system did not accept the session.", status=response.status)
            return _Refused(verdict) if self.may_renew else verdict
        if error is not None:
            return error
        try:
            value = self.call.decode(response)
        except CrosstieError as wrong:
            return wrong
        return Answer(value=value, response=response, attempts=self.attempts)

    def _note(self, seconds: float, response: Response | None, error: str | None) -> Flow[None]:
        attempt = Attempt(
            number=len(self.attempts) + 1,
            seconds=seconds,
            status=response.status if response is not None else None,
            request_id=self.dialect.request_id(response) if response is not None else None,
            error=error,
        )
        self.attempts.append(attempt)
        yield from effects.tell(
            AttemptEnded(connection=self.auth.label, operation=self.call.operation, attempt=attempt)
        )

    def _rest(self, seconds: float) -> Flow[None]:
        """Let the account's other calls wait where the answer says that the system's bucket is full."""
        if seconds > 0:
            yield from effects.hold(self.pace, min(seconds, self.retry.obey))

    def _obey(self, error: CrosstieError) -> Flow[None]:
        """Let the account's other calls pause as well; never longer than a call would wait itself."""
        if isinstance(error, RateLimited) and error.retry_after and self.pace is not UNLIMITED:
            yield from effects.hold(self.pace, min(error.retry_after, self.retry.obey))

    def _pause(self, error: CrosstieError, tries: int, draw: float) -> float:
        """Return the seconds to wait before the call is sent again; raise where it must not be."""
        repeatable = error.retry == "safe" or (error.retry == "unknown" and self.call.kind != "write")
        # A read that is not finished is simply asked again; a write must be resumed by who holds its token.
        unfinished = isinstance(error, Pending) and self.call.kind != "read"
        if not repeatable or unfinished or tries >= self.retry.attempts:
            raise error
        pause = self.retry.pause(tries, draw, error.retry_after)
        if pause is None:
            raise error
        return pause

    def clean(self, error: CrosstieError) -> None:
        """Take out of an error what the system quoted of what it was sent."""
        if self.signed is not None:
            clean(error, carried(self.signed, self.call.request))

    def final(self, error: CrosstieError) -> CrosstieError:
        """Return the error as the caller should see it: a write in doubt is said to be in doubt."""
        decided = isinstance(error, _DECIDED) and error.retry != "unknown"
        if not self.in_doubt or decided or isinstance(error, Pending):
            return error
        return OutcomeUnknown(
            f"It is not known whether the write was carried out: {error.message}",
            code=error.code,
            idempotency_key=self.call.key,
            done="It was not repeated." if self.call.kind == "write" else "It was repeated with the same key, in vain.",
            advice="Look the record up before you write it again.",
        )

    def sign_off(self, error: CrosstieError) -> None:
        """Say in the error what was being done, to whom, and how often."""
        error.operation = error.operation or self.call.operation
        error.connection = error.connection or self.auth.label
        error.attempts = error.attempts or len(self.attempts)
        if self.attempts:
            error.status = error.status or self.attempts[-1].status
            error.request_id = error.request_id or self.attempts[-1].request_id
