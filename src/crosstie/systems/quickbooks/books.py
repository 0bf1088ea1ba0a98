# @generated from src/crosstie/systems/quickbooks/books_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What the calls of one company are made with, shared by a client and its collections."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import attrs

from crosstie.core import effects
from crosstie.core.calls import Answer, Call
from crosstie.core.pace import Pace
from crosstie.systems.caller import Caller
from crosstie.systems.quickbooks.api import Api

__all__ = ["Books"]

T = TypeVar("T")


@attrs.frozen
class Books:
    """The books of one company, as far as calls are concerned.

    Attributes:
        caller: Makes calls.
        api: Puts calls together.
        batch_pace: The rate limit of batches, which are counted apart.
    """

    caller: Caller
    api: Api
    batch_pace: Pace

    @property
    def label(self) -> str:
        """The connection, as errors name it."""
        return self.caller.auth.label

    def value(self, call: Call[T]) -> T:
        """Carry out a call and return its value."""
        return self.caller.answer(call).value

    def answer(self, call: Call[T]) -> Answer[T]:
        """Carry out a call and return its value with the exchange."""
        return self.caller.answer(call)

    def batch(self, call: Call[T]) -> T:
        """Carry out a batch and return its value."""
        return self.caller.value(call, pace=self.batch_pace)

    def now(self) -> datetime:
        """Return the time, by the clock of the sessions."""
        return self.caller.sessions.run(effects.now())
