"""How an answer reaches the client: what a fault makes of a call, before any transport is involved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias, assert_never

import attrs

from crosstie.core.messages import Request, Response
from crosstie.errors import NotSent, TimedOut, TransportError
from crosstie.testing.clock import MovableClock
from crosstie.testing.faults import (
    Answer,
    BrokenJson,
    Html,
    Refused,
    Reset,
    Rule,
    Slow,
    Stuck,
    Timeout,
    Truncated,
)

__all__ = ["Delivery", "Manner", "arrive", "spoil"]

Manner: TypeAlias = Literal["whole", "slow", "truncated", "silent", "reset", "refused"]

_PAGE = b"<!DOCTYPE html><html><head><title>Please stand by</title></head><body><h1>Please stand by</h1></body></html>"


@attrs.frozen(kw_only=True)
class Delivery:
    """An answer and the manner in which it arrives.

    Attributes:
        manner: ``whole``; ``slow`` (half, a pause, the rest); ``truncated`` (cut off, then closed); ``silent`` (nothing
            ever comes); ``reset`` (closed without an answer); ``refused`` (nothing was ever sent).
        response: The answer; for the last three kept only as a record.
        seconds: The pause of a slow one.
        keep: How many bytes of a truncated one arrive.
    """

    manner: Manner
    response: Response
    seconds: float = 0.0
    keep: int = 0


_NOTHING = Response(status=0)


def spoil(rule: Rule, perform: Callable[[], Response], refuse: Callable[[Answer], Response]) -> Delivery:
    """Carry out a call that a fault strikes.

    Args:
        rule: The rule that struck.
        perform: Carries out the call.
        refuse: Makes the simulated system's own error answer.
    """
    fault = rule.fault
    match fault:
        case Timeout():
            return Delivery(manner="silent", response=perform() if fault.after_effect else _NOTHING)
        case Reset():
            return Delivery(manner="reset", response=perform() if fault.after_effect else _NOTHING)
        case Refused():
            return Delivery(manner="refused", response=_NOTHING)
        case Answer():
            return Delivery(manner="whole", response=_dressed(fault, refuse(fault)))
        case _:
            return _spoil_answer(fault, rule, perform)


def _spoil_answer(
    fault: Html | BrokenJson | Truncated | Slow | Stuck, rule: Rule, perform: Callable[[], Response]
) -> Delivery:
    match fault:
        case Html():
            return Delivery(manner="whole", response=_page(fault, perform))
        case BrokenJson():
            response = perform()
            return Delivery(manner="whole", response=attrs.evolve(response, body=_halved(response.body)))
        case Truncated():
            response = perform()
            return Delivery(manner="truncated", response=response, keep=int(len(response.body) * fault.keep))
        case Slow():
            return Delivery(manner="slow", response=perform(), seconds=fault.seconds)
        case Stuck():
            if rule.first is None:
                rule.first = perform()
            return Delivery(manner="whole", response=rule.first)
        case _:
            assert_never(fault)


def _page(fault: Html, perform: Callable[[], Response]) -> Response:
    if fault.after_effect:
        perform()
    return Response(status=fault.status, headers={"content-type": "text/html; charset=utf-8"}, body=_PAGE)


def _dressed(fault: Answer, response: Response) -> Response:
    headers = {**response.headers, **dict(fault.headers)}
    if fault.retry_after is not None:
        headers["retry-after"] = fault.retry_after
    return attrs.evolve(response, headers=headers)


def _halved(body: bytes) -> bytes:
    return body[: len(body) // 2] or b"{"


def arrive(delivery: Delivery, request: Request, *, clock: MovableClock, timeout: float) -> Response:
    """Receive a delivery in process, as the real transport would.

    Time that a real client would have waited passes on the clock.

    Raises:
        NotSent: The connection was refused.
        TimedOut: Nothing came, or not within ``timeout`` seconds.
        TransportError: The connection broke.
    """
    manner = delivery.manner
    if manner == "whole":
        return delivery.response
    if manner == "slow" and delivery.seconds < timeout:
        clock.advance(delivery.seconds)
        return delivery.response
    if manner in {"slow", "silent"}:
        clock.advance(timeout)
        message = f"No complete answer came within {timeout:g} seconds for {request!r}."
        raise TimedOut(message)
    if manner == "refused":
        message = f"The connection was refused for {request!r}."
        raise NotSent(message)
    message = f"The connection broke while {request!r} was under way."
    raise TransportError(message)
