"""What the calls of one account are made with, shared by a client and its collections."""

from __future__ import annotations

from typing import TypeVar

import attrs

from crosstie.core.calls import Answer, Call
from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.lightspeed.settings import Settings

__all__ = ["AsyncCalls"]

T = TypeVar("T")


@attrs.frozen
class AsyncCalls:
    """One account, as far as calls are concerned.

    Attributes:
        caller: Makes calls.
        settings: What the host set.
    """

    caller: AsyncCaller
    settings: Settings

    async def value(self, call: Call[T]) -> T:
        """Carry out a call and return its value."""
        return (await self.caller.answer(call)).value

    async def answer(self, call: Call[T]) -> Answer[T]:
        """Carry out a call and return its value with the exchange."""
        return await self.caller.answer(call)
