# @generated from tests/acceptance/smsit/test_smsit_schedules_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What goes out later, and to groups: looked at before, because no call takes it back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

import crosstie
from crosstie.systems.smsit import Client, Consent, MemoryConsents, QuietHours, Recurrence, inbound
from crosstie.testing import FakeClock
from crosstie.testing.smsit import SmsItSimulator

pytestmark = pytest.mark.usefixtures("willing")

ADA = "+12025550100"
NEW_YORK = ZoneInfo("America/New_York")


def _changed(client: Client, **changes: object) -> Client:
    """Return the client with other settings."""
    return client.with_options(settings=attrs.evolve(client._caller.account.settings, **changes))


# -- schedules ---------------------------------------------------------------------------------------------------------


def test_a_schedule_goes_out_at_its_time(
    client: Client, simulator: SmsItSimulator, clock: FakeClock, noon: datetime
) -> None:
    """Told on the account's clock, kept until then."""
    at = noon + timedelta(hours=2)
    sent = client.messages.schedule(ADA, "Soon", at, zone=NEW_YORK)
    assert (sent.at, simulator.sent, len(simulator.planned)) == (at, (), 1)
    clock.advance(2 * 3600)
    assert [text.text for text in simulator.sent_to("12025550100")] == ["Soon"]


def test_the_hour_of_a_schedule_is_the_scheduled_one(
    client: Client, simulator: SmsItSimulator, clock: FakeClock, noon: datetime
) -> None:
    """By day a text for the night is refused, and at night one for the day is not."""
    midnight = noon + timedelta(hours=12)
    with pytest.raises(crosstie.Withheld) as caught:
        client.messages.schedule(ADA, "Hello", midnight, zone=NEW_YORK)
    assert caught.value.allowed_from is not None
    clock.advance(12 * 3600)
    client.messages.schedule(ADA, "Hello", caught.value.allowed_from, zone=NEW_YORK)
    assert len(simulator.planned) == 1


def test_a_schedule_for_a_stranger_is_refused_here(
    client: Client, consents: MemoryConsents, simulator: SmsItSimulator, noon: datetime
) -> None:
    """SMS-iT answers 0 for unknown and unsubscribed numbers when it is told to send later (4)."""
    at = noon + timedelta(hours=1)
    consents.record(Consent(number="+12025550199", state="granted", since=noon))
    with pytest.raises(crosstie.NotFound):
        client.messages.schedule("+12025550199", "Hello", at, zone=NEW_YORK)
    simulator.inbound("12025550100", "STOP")
    with pytest.raises(crosstie.Withheld) as caught:
        client.messages.schedule(ADA, "Hello", at, zone=NEW_YORK)
    assert caught.value.reason == "unsubscribed"
    inbound(consents, ADA, "STOP", noon)
    with pytest.raises(crosstie.Withheld, match="opted out"):
        client.messages.schedule(ADA, "Hello", at, zone=NEW_YORK, transactional=True)
    assert simulator.planned == ()
    assert simulator.count("apis/smscontact") == 0


def test_a_schedule_has_to_lie_ahead_and_be_tellable(
    client: Client, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """This very moment, past ones, seconds, no zone of the account: refused before any call."""
    clock.advance(60 - clock.now().second)
    sharp = clock.now()
    for at in (sharp, sharp - timedelta(days=1), sharp + timedelta(hours=1, seconds=5)):
        with pytest.raises(crosstie.UsageError):
            client.messages.schedule(ADA, "Hello", at, zone=NEW_YORK)
    with pytest.raises(crosstie.UsageError, match="account's time zone"):
        _changed(client, zone=None).messages.schedule(ADA, "x", sharp + timedelta(hours=1), zone=NEW_YORK)
    assert simulator.log == ()


def test_recurring_schedules_have_to_be_allowed(
    client: Client, simulator: SmsItSimulator, clock: FakeClock, noon: datetime
) -> None:
    """They outlive an opt-out; every run is looked at, before and after the clocks change."""
    at = noon + timedelta(hours=1)
    weekly = Recurrence(repeat="Weekly", until=at + timedelta(days=14))
    with pytest.raises(crosstie.UsageError, match="Recurring"):
        client.messages.schedule(ADA, "Hello", at, zone=NEW_YORK, recurrence=weekly)
    allowed = _changed(client, recurring=True)
    allowed.messages.schedule(ADA, "Hello", at, zone=NEW_YORK, recurrence=weekly)
    clock.advance(15 * 86400)
    assert len(simulator.sent_to("12025550100")) == 3
    # From November to April the recipient's noon is the account's, but eight in the morning of one is not the other's.
    early = at.astimezone(NEW_YORK).replace(hour=8) + timedelta(days=20)
    spring = Recurrence(repeat="Daily", until=early + timedelta(days=140))
    with pytest.raises(crosstie.Withheld):
        allowed.messages.schedule(ADA, "Hello", early, zone=ZoneInfo("America/Bogota"), recurrence=spring)


# -- groups ------------------------------------------------------------------------------------------------------------


def test_one_opt_out_keeps_a_group_send_back(
    client: Client,
    consents: MemoryConsents,
    simulator: SmsItSimulator,
    clock: FakeClock,
    noon: datetime,
) -> None:
    """SMS-iT would send to all whom it has subscribed, so that nothing is sent to anybody; the error has the number."""
    everybody = _changed(client, consent="unless_opted_out")
    inbound(consents, "+12025550102", "STOP", noon)
    with pytest.raises(crosstie.Withheld) as caught:
        everybody.messages.send_to_group("Clients", "Hello", zone=NEW_YORK)
    assert caught.value.numbers == ("+12025550102",)
    assert simulator.count("apis/smsgroup") == 0
    simulator.inbound("12025550102", "STOP")
    sent = everybody.messages.send_to_group("Clients", "Hello", zone=NEW_YORK)
    clock.advance(60)  # one message a second leaves the account's number
    assert (sent.recipients, len(simulator.sent)) == (7, 7)


@pytest.mark.parametrize("stored", ["2025550199", "(202) 555-0199"])
def test_an_opt_out_counts_however_the_panel_holds_the_number(
    client: Client,
    consents: MemoryConsents,
    simulator: SmsItSimulator,
    noon: datetime,
    stored: str,
) -> None:
    """People type and import numbers without the country code; opt-outs are kept with it."""
    everybody = _changed(client, consent="unless_opted_out", country="1")
    simulator.panel.join(stored, "Clients", source="Import")
    inbound(consents, "+12025550199", "STOP", noon)
    with pytest.raises(crosstie.Withheld) as caught:
        everybody.messages.send_to_group("Clients", "Hello", zone=NEW_YORK)
    assert (caught.value.reason, caught.value.numbers) == ("opted_out", ("+12025550199",))
    assert simulator.count("apis/smsgroup") == 0


@pytest.mark.parametrize("stored", ["2025550199", "(202) 555-0199"])
def test_without_a_country_a_number_that_lacks_it_keeps_a_group_send_back(
    client: Client,
    consents: MemoryConsents,
    simulator: SmsItSimulator,
    noon: datetime,
    stored: str,
) -> None:
    """Its opt-out would not be found; the error names the setting that says which country is meant."""
    everybody = _changed(client, consent="unless_opted_out", country=None)
    simulator.panel.join(stored, "Clients", source="Import")
    inbound(consents, "+12025550199", "STOP", noon)
    with pytest.raises(crosstie.UsageError, match="1 of 9 numbers lack their country code") as refused:
        everybody.messages.send_to_group("Clients", "Hello", zone=NEW_YORK)
    assert "Settings(country=" in str(refused.value)
    assert simulator.count("apis/smsgroup") == 0


def test_a_group_is_scheduled_as_a_person_is(
    client: Client, simulator: SmsItSimulator, clock: FakeClock, noon: datetime
) -> None:
    """Members, consents and the hour are looked at first; an empty or unknown group is refused."""
    everybody = _changed(client, consent="unless_opted_out")
    at = noon + timedelta(hours=1)
    simulator.add_group("Empty")
    with pytest.raises(crosstie.UsageError, match="Nobody"):
        everybody.messages.send_to_group("Empty", "Hello", zone=NEW_YORK)
    with pytest.raises(crosstie.NotFound):
        everybody.messages.send_to_group("Nowhere", "Hello", zone=NEW_YORK)
    with pytest.raises(crosstie.UsageError, match="name"):
        everybody.messages.send_to_group(" ", "Hello", zone=NEW_YORK)
    with pytest.raises(crosstie.Withheld):
        client.messages.schedule_to_group("Clients", "Hello", at, zone=NEW_YORK)
    sent = everybody.messages.schedule_to_group("Clients", "Hello", at, zone=NEW_YORK)
    assert (sent.group_send_id, sent.recipients) == (None, 8)
    clock.advance(3660)
    assert len(simulator.sent) == 8


def test_the_last_of_a_group_is_reached_by_day(
    client: Client, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """Twenty-five messages take two and a half minutes at the slowest, so that two minutes before nine is too late."""
    everybody = _changed(client, consent="unless_opted_out")
    clock.advance((datetime(2026, 11, 2, 20, 58, tzinfo=NEW_YORK) - clock.now()).total_seconds())
    with pytest.raises(crosstie.Withheld) as caught:
        everybody.messages.send_to_group("Leads", "Hello", zone=NEW_YORK)
    assert caught.value.allowed_from == datetime(2026, 11, 3, 8, tzinfo=NEW_YORK)
    sent = everybody.messages.send_to_group("Leads", "Hello", zone=NEW_YORK, throttle=1)
    assert sent.recipients == 25
    short = _changed(everybody, hours=QuietHours(opens=time(20), closes=time(20, 2)))
    with pytest.raises(crosstie.UsageError, match="longer than texts may be sent"):
        short.messages.send_to_group("Leads", "Hello", zone=NEW_YORK)
    assert simulator.count("apis/smsgroup") == 1


def test_the_last_of_a_group_is_reached_by_day_although_the_clock_leaps(
    client: Client, simulator: SmsItSimulator
) -> None:
    """Seventy minutes from two minutes before two end after four in that night, not after three."""
    simulator.seed(675)
    everybody = _changed(client, consent="unless_opted_out", hours=QuietHours(opens=time(0), closes=time(3, 30)))
    at = datetime(2027, 3, 14, 1, 58, tzinfo=NEW_YORK)
    with pytest.raises(crosstie.Withheld) as caught:
        everybody.messages.schedule_to_group("Leads", "Hello", at, zone=NEW_YORK)
    assert caught.value.reason == "quiet_hours"
    everybody.messages.schedule_to_group("Leads", "Hello", at - timedelta(days=1), zone=NEW_YORK)
    assert len(simulator.planned) == 1
