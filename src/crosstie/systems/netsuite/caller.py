# @generated from src/crosstie/systems/netsuite/caller_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Makes the calls of one account, with its settings at hand."""

from __future__ import annotations

import attrs

from crosstie.systems.caller import Caller
from crosstie.systems.netsuite.settings import SETTINGS, Settings

__all__ = ["AccountCaller"]


@attrs.frozen(kw_only=True)
class AccountCaller(Caller):
    """Makes calls for one account.

    Attributes:
        account: Which one.
        settings: What NetSuite leaves open.
    """

    account: str
    settings: Settings = SETTINGS
