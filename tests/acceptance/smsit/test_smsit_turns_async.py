"""What was true when a text was asked for need not be so when its turn comes (smsit.md, 6.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

import crosstie
from crosstie.systems.smsit import AsyncClient, AsyncMemoryConsents, Consent
from crosstie.testing import FakeClock
from crosstie.testing.smsit import SmsItSimulator

pytestmark = pytest.mark.usefixtures("async_willing")

ADA = "+12025550100"
NEW_YORK = ZoneInfo("America/New_York")


class AsyncWatched:
    """A store that counts how often it is asked, and in which somebody opts out behind the first question."""

    def __init__(self, inner: AsyncMemoryConsents, stop: Consent | None = None) -> None:
        """Watch a store."""
        self.inner = inner
        self.stop = stop
        self.asked = 0

    async def held(self, numbers: Sequence[str]) -> Mapping[str, Consent]:
        """Answer, and let the opt-out come in."""
        self.asked += 1
        found = await self.inner.held(numbers)
        if self.stop is not None:
            await self.inner.record(self.stop)
        return found

    async def record(self, consent: Consent) -> Consent:
        """Record it."""
        return await self.inner.record(consent)


def _watched(client: AsyncClient, store: AsyncWatched) -> AsyncClient:
    """Return a client that sends one text in a hundred seconds."""
    caller = client._caller
    unhurried = attrs.evolve(caller.account.settings, per_second=0.01)
    return AsyncClient(
        caller.sessions, caller.auth.key, consents=store, dialect="cloud", settings=unhurried
    ).with_options(timeout=5)


async def test_a_text_that_waits_for_its_turn_is_looked_at_again(
    async_client: AsyncClient, async_consents: AsyncMemoryConsents, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """Half a minute before nine it is day; a hundred seconds later, behind another text, it is not."""
    store = AsyncWatched(async_consents)
    slow = _watched(async_client, store)
    clock.advance((datetime(2026, 11, 2, 20, 59, 30, tzinfo=NEW_YORK) - clock.now()).total_seconds())
    await slow.messages.send(ADA, "First", zone=NEW_YORK, sender="12025550199")
    assert store.asked == 1
    with pytest.raises(crosstie.Withheld) as caught:
        await slow.messages.send(ADA, "Second", zone=NEW_YORK, sender="12025550199")
    assert (caught.value.reason, caught.value.attempts) == ("quiet_hours", 0)
    assert [text.text for text in simulator.sent] == ["First"]
    with pytest.raises(crosstie.Withheld):
        await slow.messages.send(ADA, "Third", zone=NEW_YORK, sender="12025550199")
    assert store.asked == 2


async def test_who_opts_out_while_a_text_waits_does_not_get_it(
    async_client: AsyncClient, async_consents: AsyncMemoryConsents, simulator: SmsItSimulator, noon: datetime
) -> None:
    """The store is asked again when the turn of the text comes, and not when there was no wait."""
    stop = Consent(number=ADA, state="opted_out", since=noon)
    ready, slow = AsyncWatched(async_consents), AsyncWatched(async_consents, stop)
    await _watched(async_client, ready).messages.send(ADA, "First", zone=NEW_YORK, sender="12025550199")
    with pytest.raises(crosstie.Withheld) as caught:
        await _watched(async_client, slow).messages.send(ADA, "Second", zone=NEW_YORK, sender="12025550199")
    assert (caught.value.reason, ready.asked, slow.asked) == ("opted_out", 1, 2)
    assert [text.text for text in simulator.sent] == ["First"]


async def test_a_schedule_whose_moment_passes_while_it_waits_is_not_told(
    async_client: AsyncClient, async_consents: AsyncMemoryConsents, simulator: SmsItSimulator, noon: datetime
) -> None:
    """SMS-iT would send it at once."""
    slow = _watched(async_client, AsyncWatched(async_consents))
    await slow.messages.send(ADA, "First", zone=NEW_YORK, sender="12025550199")
    at = noon + timedelta(minutes=1)
    with pytest.raises(crosstie.UsageError, match="moment to come"):
        await slow.messages.schedule(ADA, "Second", at, zone=NEW_YORK, sender="12025550199")
    assert simulator.planned == ()
