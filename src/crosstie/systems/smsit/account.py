"""What every call of one account needs to know: the dialect, its routes, the settings, the number it sends from."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

import attrs

from crosstie.core.checks import aware
from crosstie.errors import UsageError
from crosstie.systems.smsit.phones import digits_of
from crosstie.systems.smsit.routes import ROUTES, Dialect, Route, Routes
from crosstie.systems.smsit.settings import SETTINGS, Settings

__all__ = ["Account"]


@attrs.frozen(kw_only=True)
class Account:
    """One account.

    Attributes:
        dialect: The product that it belongs to.
        sender: The number that texts come from unless a call names another; digits.
        routes: Where calls go.
        settings: What the host decided.
    """

    dialect: Dialect
    sender: str | None = None
    routes: Routes = attrs.field(default=ROUTES, repr=False)
    settings: Settings = SETTINGS

    def route(self, operation: str) -> Route:
        """Return where an operation goes.

        Raises:
            UsageError: The dialect does not have it, or it is experimental and not allowed.
        """
        return self.routes.route(self.dialect, operation, experimental=self.settings.experimental)

    def sender_of(self, given: str | None) -> str:
        """Return the number to send from, as digits (4: SMS-iT strips nothing from it).

        Raises:
            UsageError: There is none.
        """
        if given is not None:
            return digits_of(self.settings.number(given))
        if self.sender is None:
            message = "No number to send from is known."
            raise UsageError(message, advice="Connect with sender=..., or give it with the call.")
        return self.sender

    def zone(self) -> tzinfo:
        """Return the account's time zone, which dates on the wire are in.

        Raises:
            UsageError: It is not set.
        """
        if self.settings.zone is None:
            message = "The account's time zone is needed: SMS-iT reads dates in it, and does not tell which it is."
            raise UsageError(message, advice="Set Settings(zone=ZoneInfo(...)) to what the product shows.")
        return self.settings.zone

    def wall_clock(self, moment: datetime) -> str:
        """Return a moment as ``DD-MM-YYYY HH:MM`` on the account's clock (2.1).

        Raises:
            UsageError: It has no time zone, is no full minute, or is one of the two that the clock shows alike when
                it is put back.
        """
        # Through UTC: a time of the account's own clock that it leaps over in spring would stay as it is.
        local = aware("A moment", moment).astimezone(UTC).astimezone(self.zone())
        if local.second or local.microsecond:
            message = "SMS-iT knows full minutes only."
            raise UsageError(message, advice="Round the moment as you see fit.")
        if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
            message = f"The account's clock shows {local:%d-%m-%Y %H:%M} twice, so that SMS-iT cannot be told which."
            raise UsageError(message, advice="Take a moment outside of the hour in which the clock is put back.")
        return f"{local:%d-%m-%Y %H:%M}"
