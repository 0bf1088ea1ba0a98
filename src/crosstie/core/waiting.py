"""Turn what an endpoint answered into a value: at once in the sync world, awaited in the async one."""

from __future__ import annotations

import inspect
from typing import Any

from crosstie.errors import UsageError

__all__ = ["answer", "async_answer"]


async def async_answer(value: Any) -> Any:  # noqa: ANN401 - whatever the endpoint answers
    """Await the value if it is awaitable; a sync endpoint in the async world answers directly."""
    if inspect.isawaitable(value):
        return await value
    return value


def answer(value: Any) -> Any:  # noqa: ANN401 - whatever the endpoint answers
    """Return the value.

    Raises:
        UsageError: An async endpoint was given to the sync world.
    """
    if inspect.isawaitable(value):
        if inspect.iscoroutine(value):
            value.close()
        message = "An async endpoint cannot be used here."
        raise UsageError(message, advice="Use the Async twin of this class, or give it a sync endpoint.")
    return value
