# @generated from src/crosstie/systems/rfms/lookup_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Reading one record by its name: what RFMS says when there is none."""

from __future__ import annotations

from typing import TypeVar

from crosstie.core.exchange import Call
from crosstie.errors import Invalid
from crosstie.systems.caller import Caller
from crosstie.systems.rfms.dialect import REFUSED, missing

__all__ = ["looked_up"]

T = TypeVar("T")


def looked_up(caller: Caller, call: Call[T]) -> T:
    """Carry out a call that names one record and has no other argument.

    What RFMS answers for an unknown id was never recorded. A store that refuses such a call refuses the id.

    Raises:
        NotFound: RFMS refused it, answered with nothing, or with 404.
    """
    try:
        return caller.value(call)
    except Invalid as refused:
        if refused.code != REFUSED:
            raise
        raise missing(refused) from refused
