# @generated from src/crosstie/systems/netsuite/caller_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Makes the calls of one account, with its settings at hand."""

from __future__ import annotations

from typing import TypeVar

import attrs

from crosstie.core.exchange import Answer, Call
from crosstie.core.pace import Pace
from crosstie.errors import CrosstieError
from crosstie.systems.caller import Caller
from crosstie.systems.netsuite.settings import SETTINGS, Settings

__all__ = ["AccountCaller"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class AccountCaller(Caller):
    """Makes calls for one account.

    What NetSuite limits is how many calls are under way for the account, whoever makes them. So they wait in one line
    for each account, not for each connection.

    Attributes:
        account: Which one; ``None`` until the connection is read.
        settings: What NetSuite leaves open.
    """

    account: str | None
    settings: Settings = SETTINGS

    def answer(self, call: Call[T], *, pace: Pace | None = None) -> Answer[T]:
        """Carry out a call when the account has a place for it; see :meth:`crosstie.systems.caller.Caller.answer`."""
        return super().answer(call, pace=pace or self._line(call.operation))

    def _line(self, operation: str) -> Pace:
        account = self.account
        if account is None:
            try:
                account = self.sessions.run(self.auth.grant()).session.account
            except CrosstieError as error:
                error.operation = error.operation or operation
                raise
        return Pace(f"netsuite/{account or self.auth.label}", concurrent=self.settings.concurrent)
