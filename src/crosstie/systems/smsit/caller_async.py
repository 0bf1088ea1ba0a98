"""Makes the calls of one account."""

from __future__ import annotations

from typing import TypeVar

import attrs

from crosstie.core.exchange import Answer, Call
from crosstie.core.pace import Pace
from crosstie.errors import UsageError
from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.consents_async import AsyncConsentStore
from crosstie.systems.smsit.dialect import SmsItDialect

__all__ = ["AsyncSmsItCaller"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class AsyncSmsItCaller(AsyncCaller):
    """A caller that knows its account.

    Attributes:
        account: Dialect, routes, settings and number.
        consents: Who may be texted, if the host gave a store.
    """

    account: Account
    consents: AsyncConsentStore | None = None

    async def answer(self, call: Call[T], *, pace: Pace | None = None) -> Answer[T]:
        """Carry out a call; one that changes something is not repeated after a 429 either, unless the settings say so.

        Raises:
            CrosstieError: See :func:`crosstie.core.exchange.exchange`.
        """
        if call.kind == "read" or self.account.settings.repeat_throttled_sends:
            return await super().answer(call, pace=pace)
        once = SmsItDialect(product=self.account.dialect, repeats_throttled=False)
        writing = AsyncCaller(
            sessions=self.sessions, auth=self.auth, dialect=once, pace=self.pace, options=self.options
        )
        return await writing.answer(call, pace=pace)

    @property
    def tenant(self) -> str:
        """Whose account it is."""
        return self.auth.key[0]

    def consent_store(self) -> AsyncConsentStore:
        """Return the store of consents.

        Raises:
            UsageError: There is none.
        """
        if self.consents is None:
            message = "Nothing is sent without a store of consents."
            advice = "Give the client consents=..., such as smsit.StoredConsents(storage=..., tenant=...)."
            raise UsageError(message, done="Nothing was sent.", advice=advice)
        return self.consents
