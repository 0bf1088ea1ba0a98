"""Makes the calls of one account, with its settings at hand."""

from __future__ import annotations

from typing import TypeVar

import attrs

from crosstie.core.exchange import Answer, Call
from crosstie.core.pace import Pace
from crosstie.errors import CrosstieError
from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.netsuite.settings import SETTINGS, Settings

__all__ = ["AsyncAccountCaller"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class AsyncAccountCaller(AsyncCaller):
    """Makes calls for one account.

    What NetSuite limits is how many calls are under way for the account, whoever makes them. So they wait in one line
    for each account, not for each connection.

    Attributes:
        account: Which one; ``None`` until the connection is read.
        settings: What NetSuite leaves open.
    """

    account: str | None
    settings: Settings = SETTINGS

    async def answer(self, call: Call[T], *, pace: Pace | None = None) -> Answer[T]:
        """Carry out a call when the account has a place for it; see :meth:`crosstie.systems.caller.Caller.answer`."""
        return await super().answer(call, pace=pace or await self._line(call.operation))

    async def _line(self, operation: str) -> Pace:
        account = self.account
        if account is None:
            try:
                account = (await self.sessions.run(self.auth.grant())).session.account
            except CrosstieError as error:
                error.operation = error.operation or operation
                raise
        return Pace(f"netsuite/{account or self.auth.label}", concurrent=self.settings.concurrent)
