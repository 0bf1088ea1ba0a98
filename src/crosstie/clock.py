"""The machine's own clock, used wherever the host injects no other."""

from __future__ import annotations

import time
from datetime import UTC, datetime

__all__ = ["AsyncSystemClock", "SystemClock"]


class SystemClock:
    """The machine's clock, for the sync world."""

    __slots__ = ()

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block this thread for some seconds."""
        time.sleep(seconds)


class AsyncSystemClock:
    """The machine's clock, for the async world."""

    __slots__ = ()

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Suspend this task for some seconds."""
        import asyncio  # noqa: PLC0415 - scripts that never wait asynchronously should not pay for it

        await asyncio.sleep(seconds)
