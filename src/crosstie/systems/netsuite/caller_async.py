"""Makes the calls of one account, with its settings at hand."""

from __future__ import annotations

import attrs

from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.netsuite.settings import SETTINGS, Settings

__all__ = ["AsyncAccountCaller"]


@attrs.frozen(kw_only=True)
class AsyncAccountCaller(AsyncCaller):
    """Makes calls for one account.

    Attributes:
        account: Which one.
        settings: What NetSuite leaves open.
    """

    account: str
    settings: Settings = SETTINGS
