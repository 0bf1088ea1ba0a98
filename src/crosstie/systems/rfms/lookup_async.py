"""Reading one record by its name: what RFMS says when there is none."""

from __future__ import annotations

from typing import TypeVar

from crosstie.core.exchange import Call
from crosstie.errors import Invalid
from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.rfms.dialect import REFUSED, missing

__all__ = ["async_looked_up"]

T = TypeVar("T")


async def async_looked_up(caller: AsyncCaller, call: Call[T]) -> T:
    """Carry out a call that names one record and has no other argument.

    What RFMS answers for an unknown id was never recorded. A store that refuses such a call refuses the id.

    Raises:
        NotFound: RFMS refused it, answered with nothing, or with 404.
    """
    try:
        return await caller.value(call)
    except Invalid as refused:
        if refused.code != REFUSED:
            raise
        raise missing(refused) from refused
