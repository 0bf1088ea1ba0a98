"""Faults on demand: which call goes wrong, and how.

::

    simulator.faults.add(Timeout(after_effect=True), route="POST invoice")  # the next one
    simulator.faults.add(Answer(status=429, retry_after="2"), nth=3, times=2)  # the third and fourth call of any kind
    simulator.faults.add(Html(), when=lambda request: b"Flooring" in request.body, times=None)  # for ever

Every fault behaves the same in process (the typed transport error that the real transport would raise), with respx or
``httpx.MockTransport`` (the httpx error) and over HTTP (the socket is really closed, or really stays silent).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import TypeAlias

import attrs

from crosstie.core.messages import Request, Response

__all__ = [
    "Answer",
    "BrokenJson",
    "Fault",
    "Faults",
    "Html",
    "Refused",
    "Reset",
    "Rule",
    "Slow",
    "Stuck",
    "Timeout",
    "Truncated",
]


@attrs.frozen(kw_only=True)
class Timeout:
    """No answer ever comes.

    Attributes:
        after_effect: Whether the call is carried out nevertheless.
    """

    after_effect: bool = False


@attrs.frozen(kw_only=True)
class Reset:
    """The connection breaks instead of an answer.

    Attributes:
        after_effect: Whether the call is carried out nevertheless.
    """

    after_effect: bool = False


@attrs.frozen
class Refused:
    """The connection is refused, so that nothing is sent.

    Over HTTP the call has arrived already when faults are looked at: there it is a :class:`Reset` before the effect.
    """


@attrs.frozen(kw_only=True)
class Answer:
    """Another answer instead of the effect.

    Attributes:
        status: The HTTP status, such as 429 or 503.
        retry_after: The value of a ``Retry-After`` header (seconds or an HTTP date); none when ``None``.
        body: The body; the simulated system's own error shape for this status when ``None``.
        headers: Further headers.
    """

    status: int
    retry_after: str | None = None
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class BrokenJson:
    """The call is carried out; its answer is whole as HTTP, but stops in the middle of the JSON."""


@attrs.frozen(kw_only=True)
class Truncated:
    """The call is carried out; the connection breaks in the middle of the body.

    Attributes:
        keep: The part of the body that still arrives, from 0 to 1.
    """

    keep: float = 0.5


@attrs.frozen(kw_only=True)
class Html:
    """A page of HTML instead of JSON, as a proxy or a login wall sends it.

    Attributes:
        status: The HTTP status, 200 being the nastiest.
        after_effect: Whether the call is carried out nevertheless.
    """

    status: int = 200
    after_effect: bool = False


@attrs.frozen(kw_only=True)
class Slow:
    """The call is carried out; the second half of the body takes its time.

    In process the clock is advanced instead, and the call times out if the caller's patience is shorter.

    Attributes:
        seconds: How long.
    """

    seconds: float


@attrs.frozen
class Stuck:
    """A cursor that does not move: every call gets the first one's answer again. Use it with ``times=None``."""


Fault: TypeAlias = Timeout | Reset | Refused | Answer | BrokenJson | Truncated | Html | Slow | Stuck


@attrs.define(kw_only=True, eq=False)
class Rule:
    """One fault and the calls that it strikes; made by :meth:`Faults.add`.

    Attributes:
        fault: What goes wrong.
        route: The routes it concerns, with ``*`` as a wildcard.
        when: A further condition on the request.
        nth: The first matching call that may be struck, from 1.
        times: How many calls are struck; ``None`` means all from there on.
        seen: How many calls matched so far.
        fired: How many of them were struck.
        first: The first answer, for :class:`Stuck`.
    """

    fault: Fault
    route: str
    when: Callable[[Request], bool] | None
    nth: int
    times: int | None
    seen: int = 0
    fired: int = 0
    first: Response | None = attrs.field(default=None, repr=False)

    def due(self, request: Request, route: str) -> bool:
        """Count the call if it matches, and say whether it is to be struck."""
        if not fnmatchcase(route, self.route) or (self.when is not None and not self.when(request)):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.fired < self.times)


class Faults:
    """The faults that wait for their call; safe to change from any thread."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rules: tuple[Rule, ...] = ()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Show the rules."""
        return f"Faults({list(self._rules)!r})"

    def add(
        self,
        fault: Fault,
        *,
        route: str = "*",
        when: Callable[[Request], bool] | None = None,
        nth: int = 1,
        times: int | None = 1,
    ) -> Rule:
        """Make calls fail.

        Args:
            fault: What goes wrong.
            route: Which routes, as the simulator names them in its log, with ``*`` as a wildcard.
            when: A further condition on the request.
            nth: The first matching call that may be struck, from 1.
            times: How many calls are struck; ``None`` for all from there on.

        Returns:
            The rule: ``seen`` and ``fired`` count, :meth:`remove` ends it.
        """
        rule = Rule(fault=fault, route=route, when=when, nth=nth, times=times)
        with self._lock:
            self._rules = (*self._rules, rule)
        return rule

    def remove(self, rule: Rule) -> None:
        """End one rule; nothing happens if it is gone already."""
        with self._lock:
            self._rules = tuple(known for known in self._rules if known is not rule)

    def clear(self) -> None:
        """End all rules."""
        with self._lock:
            self._rules = ()

    def strike(self, request: Request, route: str) -> Rule | None:
        """Return the rule that strikes this call: the earliest added of those due; the others wait for the next."""
        if not self._rules:
            return None
        with self._lock:
            due = [rule for rule in self._rules if rule.due(request, route)]
            if not due:
                return None
            due[0].fired += 1
            return due[0]
