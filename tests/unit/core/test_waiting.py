"""Endpoints may be sync or async; the sync world cannot wait for an async one."""

from __future__ import annotations

import asyncio

import pytest

from crosstie.core.waiting import answer, async_answer
from crosstie.errors import UsageError


async def _later() -> str:
    return "later"


def test_a_plain_value_is_the_answer_in_both_worlds() -> None:
    """Nothing is awaited where nothing can be."""
    assert answer("now") == "now"
    assert asyncio.run(async_answer("now")) == "now"


def test_the_async_world_awaits() -> None:
    """An awaitable is awaited."""
    assert asyncio.run(async_answer(_later())) == "later"


def test_the_sync_world_refuses_a_coroutine() -> None:
    """It is closed, so that Python does not warn of it, and the caller is told what to do."""
    coroutine = _later()
    with pytest.raises(UsageError, match="async endpoint"):
        answer(coroutine)
    with pytest.raises(RuntimeError, match="cannot reuse"):
        coroutine.send(None)


def test_the_sync_world_refuses_any_awaitable() -> None:
    """A future is no coroutine, but cannot be awaited here either."""

    async def refuse() -> None:
        with pytest.raises(UsageError):
            answer(asyncio.get_running_loop().create_future())

    asyncio.run(refuse())
