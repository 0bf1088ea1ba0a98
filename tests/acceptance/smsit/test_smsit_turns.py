# @generated from tests/acceptance/smsit/test_smsit_turns_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What was true when a text was asked for need not be so when its turn comes (smsit.md, 6.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

import crosstie
from crosstie.systems.smsit import Client, Consent, MemoryConsents
from crosstie.testing import FakeClock
from crosstie.testing.smsit import SmsItSimulator

pytestmark = pytest.mark.usefixtures("willing")

ADA = "+12025550100"
NEW_YORK = ZoneInfo("America/New_York")


class Watched:
    """A store that counts how often it is asked, and in which somebody opts out behind the first question."""

    def __init__(self, inner: MemoryConsents, stop: Consent | None = None) -> None:
        """Watch a store."""
        self.inner = inner
        self.stop = stop
        self.asked = 0

    def held(self, numbers: Sequence[str]) -> Mapping[str, Consent]:
        """Answer, and let the opt-out come in."""
        self.asked += 1
        found = self.inner.held(numbers)
        if self.stop is not None:
            self.inner.record(self.stop)
        return found

    def record(self, consent: Consent) -> Consent:
        """Record it."""
        return self.inner.record(consent)


def _watched(client: Client, store: Watched) -> Client:
    """Return a client that sends one text in a hundred seconds."""
    caller = client._caller
    unhurried = attrs.evolve(caller.account.settings, per_second=0.01)
    return Client(
        caller.sessions, caller.auth.key, consents=store, dialect="cloud", settings=unhurried
    ).with_options(timeout=5)


def test_a_text_that_waits_for_its_turn_is_looked_at_again(
    client: Client, consents: MemoryConsents, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """Half a minute before nine it is day; a hundred seconds later, behind another text, it is not."""
    store = Watched(consents)
    slow = _watched(client, store)
    clock.advance((datetime(2026, 11, 2, 20, 59, 30, tzinfo=NEW_YORK) - clock.now()).total_seconds())
    slow.messages.send(ADA, "First", zone=NEW_YORK, sender="12025550199")
    assert store.asked == 1
    with pytest.raises(crosstie.Withheld) as caught:
        slow.messages.send(ADA, "Second", zone=NEW_YORK, sender="12025550199")
    assert (caught.value.reason, caught.value.attempts) == ("quiet_hours", 0)
    assert [text.text for text in simulator.sent] == ["First"]
    with pytest.raises(crosstie.Withheld):
        slow.messages.send(ADA, "Third", zone=NEW_YORK, sender="12025550199")
    assert store.asked == 2


def test_who_opts_out_while_a_text_waits_does_not_get_it(
    client: Client, consents: MemoryConsents, simulator: SmsItSimulator, noon: datetime
) -> None:
    """The store is asked again when the turn of the text comes, and not when there was no wait."""
    stop = Consent(number=ADA, state="opted_out", since=noon)
    ready, slow = Watched(consents), Watched(consents, stop)
    _watched(client, ready).messages.send(ADA, "First", zone=NEW_YORK, sender="12025550199")
    with pytest.raises(crosstie.Withheld) as caught:
        _watched(client, slow).messages.send(ADA, "Second", zone=NEW_YORK, sender="12025550199")
    assert (caught.value.reason, ready.asked, slow.asked) == ("opted_out", 1, 2)
    assert [text.text for text in simulator.sent] == ["First"]


def test_a_schedule_whose_moment_passes_while_it_waits_is_not_told(
    client: Client, consents: MemoryConsents, simulator: SmsItSimulator, noon: datetime
) -> None:
    """SMS-iT would send it at once."""
    slow = _watched(client, Watched(consents))
    slow.messages.send(ADA, "First", zone=NEW_YORK, sender="12025550199")
    at = noon + timedelta(minutes=1)
    with pytest.raises(crosstie.UsageError, match="moment to come"):
        slow.messages.schedule(ADA, "Second", at, zone=NEW_YORK, sender="12025550199")
    assert simulator.planned == ()
