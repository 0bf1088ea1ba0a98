# @generated from src/crosstie/systems/lightspeed/calls_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What the calls of one account are made with, shared by a client and its collections."""

from __future__ import annotations

from typing import TypeVar

import attrs

from crosstie.core.calls import Answer, Call
from crosstie.systems.caller import Caller
from crosstie.systems.lightspeed.settings import Settings

__all__ = ["Calls"]

T = TypeVar("T")


@attrs.frozen
class Calls:
    """One account, as far as calls are concerned.

    Attributes:
        caller: Makes calls.
        settings: What the host set.
    """

    caller: Caller
    settings: Settings

    def value(self, call: Call[T]) -> T:
        """Carry out a call and return its value."""
        return self.caller.answer(call).value

    def answer(self, call: Call[T]) -> Answer[T]:
        """Carry out a call and return its value with the exchange."""
        return self.caller.answer(call)
