"""Calls that the store has not answered yet, and how they are resumed (1.6)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Literal, TypeAlias

import attrs

from crosstie.testing.rfms.rules import RfmsRules
from crosstie.testing.rfms.wire import RefusedError, Reply, failed, waiting

__all__ = ["Effect", "WaitingRoom"]

Effect: TypeAlias = Literal["at_once", "on_resume"]
"""When a waiting call is carried out: before anybody resumes it, or only then. Exactly once either way."""

_PLACE = {"POST payment": "detail", "POST order/create": "docId"}


@attrs.define
class _Order:
    """Calls of one route that shall wait."""

    route: str
    times: int
    polls: int
    effect: Effect


@attrs.define
class _Held:
    """One call that waits: what it would do, and its answer once it is done."""

    route: str
    run: Callable[[], Reply]
    polls: int
    reply: Reply | None = None

    def perform(self) -> Reply:
        if self.reply is None:
            try:
                self.reply = self.run()
            except RefusedError as refusal:
                self.reply = refusal.reply
        return self.reply


@attrs.define(eq=False)
class WaitingRoom:
    """Which calls shall wait, and those that do."""

    _orders: list[_Order] = attrs.field(factory=list[_Order])
    _held: dict[str, _Held] = attrs.field(factory=dict[str, _Held], repr=False)

    @property
    def message_ids(self) -> tuple[str, ...]:
        """The message ids given out so far, oldest first."""
        return tuple(self._held)

    def order(self, route: str, *, times: int, polls: int, effect: Effect) -> None:
        """Let the next ``times`` calls of a route wait, and so many of their resumptions as well."""
        self._orders.append(_Order(route, times, polls, effect))

    def answer(self, rules: RfmsRules, route: str, run: Callable[[], Reply]) -> Reply:
        """Carry out a call, or let it wait if that was ordered."""
        order = next((order for order in self._orders if order.route == route), None)
        if order is None:
            return run()
        order.times -= 1
        if not order.times:
            self._orders.remove(order)
        held = _Held(route, run, order.polls)
        # The same ids in every run of a test.
        message_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{route}#{len(self._held)}").hex
        self._held[message_id] = held
        if order.effect == "at_once":
            held.perform()
        return self._wait(rules, route, message_id)

    def resume(self, rules: RfmsRules, route: str, message_id: str, *, has_body: bool) -> Reply:
        """Answer the same endpoint called again with a message id; the outcome can be collected repeatedly."""
        held = self._held.get(message_id)
        if held is None or held.route != route:
            return failed("There is no such message.")
        if rules.resume_needs_body and not has_body:
            return failed("The request has no content.")
        if held.polls:
            held.polls -= 1
            return self._wait(rules, route, message_id)
        return held.perform()

    def _wait(self, rules: RfmsRules, route: str, message_id: str) -> Reply:
        place = _PLACE.get(route, rules.waiting_id_elsewhere)
        detail = {"detail": message_id, "docId": {"docId": message_id}}.get(place)
        return waiting(rules.waiting_status, detail)
