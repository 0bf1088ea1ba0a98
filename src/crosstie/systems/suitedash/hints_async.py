"""The host's record of webhooks, as a side of sync asks for it."""

from __future__ import annotations

from typing import Protocol

from crosstie.systems.suitedash.notices import Hinted

__all__ = ["AsyncHints"]


class AsyncHints(Protocol):
    """Remembers which records webhooks have named; one for each collection.

    Webhooks can be lost, and SuiteDash does not say whether it sends them again: forget the cursor of the pair now and
    then, so that everything is listed once more.
    """

    async def since(self, token: str | None) -> Hinted:
        """Return the records that were named after a token; ``None`` asks for the token of now alone.

        Args:
            token: From an earlier answer.
        """
        ...
