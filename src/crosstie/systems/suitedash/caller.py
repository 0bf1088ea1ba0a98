# @generated from src/crosstie/systems/suitedash/caller_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Makes the calls of one account and counts them."""

from __future__ import annotations

from typing import TypeVar

import attrs

from crosstie.core import effects
from crosstie.core.exchange import Answer, Call
from crosstie.core.pace import Pace
from crosstie.errors import CrosstieError, QuotaExhausted
from crosstie.systems.caller import Caller
from crosstie.systems.suitedash.field_lists import FieldLists
from crosstie.systems.suitedash.meter import Meter, Usage, month_at
from crosstie.systems.suitedash.settings import SETTINGS, Settings

__all__ = ["AccountCaller"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class AccountCaller(Caller):
    """A caller that knows whose month its calls belong to.

    Attributes:
        account: The public id.
        settings: What SuiteDash leaves open.
        meter: Counts the calls.
        field_lists: What accounts said of their own fields.
    """

    account: str
    settings: Settings = SETTINGS
    meter: Meter = attrs.field(factory=Meter)
    field_lists: FieldLists = attrs.field(factory=FieldLists)

    def answer(self, call: Call[T], *, pace: Pace | None = None) -> Answer[T]:
        """Carry out a call; every attempt is counted.

        Raises:
            QuotaExhausted: The month's calls are used up, by the account's word or by the settings' number.
            CrosstieError: See :func:`crosstie.core.exchange.exchange`.
        """
        month = self._month()
        self.meter.admit(self.account, month, self.settings.allowance)
        attempts = 1  # of a call that is cancelled
        try:
            answer = super().answer(call, pace=pace)
            attempts = len(answer.attempts)
        except CrosstieError as error:
            attempts = error.attempts
            if isinstance(error, QuotaExhausted):
                self.meter.exhaust(self.account, month)
            raise
        finally:
            self.meter.add(self.account, month, attempts - 1)  # one was counted as it was admitted
        return answer

    @property
    def tenant(self) -> str:
        """Whose account it is."""
        return self.auth.key[0]

    def reading_back(self) -> AccountCaller:
        """Return the same caller, for whom records are read again after every write."""
        return attrs.evolve(self, settings=attrs.evolve(self.settings, read_back=True))

    def usage(self) -> Usage:
        """Return how much of this month is used up, as far as this process knows; sends nothing."""
        return self.meter.usage(self.account, self._month(), self.settings.allowance)

    def _month(self) -> str:
        return month_at(self.sessions.run(effects.now()), self.settings.month_zone)
