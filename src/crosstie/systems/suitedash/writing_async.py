"""What every collection does around a write: read first where updates replace, read back where answers are thin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from crosstie.core.exchange import Call
from crosstie.errors import CrosstieError
from crosstie.systems.suitedash import api
from crosstie.systems.suitedash.caller_async import AsyncAccountCaller
from crosstie.systems.suitedash.field_lists import FieldList, Kind
from crosstie.systems.suitedash.models_base import SuiteDashRecord
from crosstie.systems.suitedash.updates import settled, update_of

__all__ = ["async_fields", "async_read_back", "async_updated"]

R = TypeVar("R", bound=SuiteDashRecord)


async def async_updated(
    caller: AsyncAccountCaller,
    kind: Kind,
    read: Call[R],
    uid: str,
    wanted: R,
    *,
    base: R | None,
    beside: Mapping[str, Any],
) -> R:
    """Send an update and return the record as it is now.

    Args:
        caller: The account.
        kind: What it is.
        read: Reads the record.
        uid: Its uid.
        wanted: The record as it should be.
        base: What it was made from.
        beside: What is sent beside its fields.
    """
    create_only = api.CREATE_ONLY[kind]
    body = {**update_of(wanted, base, create_only), **beside}
    if not body:
        return base if base is not None else await caller.value(read)
    if caller.settings.update == "whole":
        body = settled(await caller.value(read), body, create_only)
    answer = await caller.value(api.update(kind, type(wanted), uid, body, caller.settings))
    return await async_read_back(caller, read, answer, wanted)


async def async_read_back(caller: AsyncAccountCaller, read: Call[R], answer: R, wanted: R) -> R:
    """Return the record as SuiteDash has it now.

    The write is done: where the reading fails, what was wanted is returned under the uid that was answered, so that
    nobody takes the write for failed. The next call meets the same trouble and says so.
    """
    if not caller.settings.read_back:
        return answer
    try:
        return await caller.value(read)
    except CrosstieError:
        return attrs.evolve(wanted, uid=answer.uid or wanted.uid)


async def async_fields(caller: AsyncAccountCaller, kind: Kind, *, refresh: bool) -> FieldList:
    """Return what the account says of its fields, from memory where it was asked before."""
    held = None if refresh else caller.field_lists.get(caller.account, kind)
    if held is None:
        held = await caller.value(api.fields(kind))
        caller.field_lists.keep(caller.account, kind, held)
    return held
