# @generated from src/crosstie/systems/caller_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Makes the calls of one connection; what the clients of all systems are built on."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

import attrs

from crosstie.core.exchange import Answer, Call, Dialect, exchange
from crosstie.core.pace import UNLIMITED, Pace
from crosstie.sessions.authenticator import SessionAuthenticator
from crosstie.sessions.manager import SessionManager
from crosstie.systems.options import CallOptions

__all__ = ["Caller", "entered", "left", "raw"]

C = TypeVar("C")
T = TypeVar("T")
P = ParamSpec("P")

_answers: ContextVar[list[Answer[object]] | None] = ContextVar("crosstie_answers", default=None)


@attrs.frozen(kw_only=True)
class Caller:
    """Makes calls for one connection.

    Attributes:
        sessions: The host's SessionManager: storage, transport, clock and limits come from it.
        auth: Signs the calls.
        dialect: Reads the system's errors.
        pace: The account's rate limit.
        options: Timeout, headers and retries of every call.
    """

    sessions: SessionManager
    auth: SessionAuthenticator
    dialect: Dialect
    pace: Pace = UNLIMITED
    options: CallOptions = attrs.field(factory=CallOptions)

    def answer(self, call: Call[T], *, pace: Pace | None = None) -> Answer[T]:
        """Carry out a call and return the value with the exchange it came from.

        Args:
            call: What to do.
            pace: Another rate limit than the account's, for calls that the system counts apart.

        Raises:
            CrosstieError: See :func:`crosstie.core.exchange.exchange`.
        """
        options = self.options
        if options.headers:
            call = attrs.evolve(call, request=call.request.with_headers(options.headers))
        flow = exchange(
            call,
            auth=self.auth,
            dialect=self.dialect,
            timeout=options.timeout,
            retry=options.retry,
            pace=self.pace if pace is None else pace,
        )
        answer = self.sessions.run(flow)
        answers = _answers.get()
        if answers is not None:
            answers.append(answer)
        return answer

    def value(self, call: Call[T], *, pace: Pace | None = None) -> T:
        """Carry out a call and return its value."""
        return self.answer(call, pace=pace).value


def raw(method: Callable[P, T]) -> Callable[P, Answer[T]]:
    """Return a client's method in a form that answers the value with status, headers, body and attempts.

    Where the method makes several calls, the exchange is that of the last one.
    """

    @wraps(method)
    def with_answer(*args: P.args, **kwargs: P.kwargs) -> Answer[T]:
        answers: list[Answer[object]] = []
        token = _answers.set(answers)
        try:
            value = method(*args, **kwargs)
        finally:
            _answers.reset(token)
        last = answers[-1]
        return Answer(value=value, response=last.response, attempts=last.attempts)

    return with_answer


# A client holds no connection of its own. Each has these two as its ``__enter__`` and ``__exit__``.


def entered(client: C) -> C:
    """Enter a client as a context manager, for the shape of the code only."""
    return client


def left(*_: object) -> None:
    """Leave a client and everything open: it belongs to the SessionManager."""
