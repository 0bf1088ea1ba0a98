"""The control panel's scheduled sends: dates without a zone, recurrence, and no look at the recipient (2.1, 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crosstie.testing import FakeClock
from crosstie.testing.smsit import SENDER, SmsItCaller, SmsItSimulator

ADA, CARLA, STRANGER = "12025550100", "12025550102", "12025550155"
DAY = 86_400.0
ONE = {"from": SENDER, "to": ADA, "message": "{hi|ho}", "sendondate": "03-11-2026 10:30"}
ALL = ONE | {"to": "Clients"}


def _plan(caller: SmsItCaller, call: str, fields: dict[str, str]) -> None:
    assert caller.panel(call, fields) == [{"status": "0", "msg": "message scheduled"}]


def _every(repeat: str, frequency: str, end: str) -> dict[str, str]:
    return {"recurring": "1", "repeat": repeat, "frequency": frequency, "enddate": end}


def _moments(simulator: SmsItSimulator) -> list[str]:
    return [f"{text.at:%Y-%m-%d %H:%M}" for text in simulator.sent]


def test_a_scheduled_text_goes_out_at_its_time_in_the_accounts_zone(
    caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """2.1: day before month, on New York's wall clock; charged when it goes out."""
    _plan(caller, "smscontact", ONE)
    [plan] = simulator.planned
    due = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
    assert (plan.due, plan.dispatch.to, plan.dispatch.text) == (due, ADA, "{hi|ho}")
    assert (simulator.sent, simulator.balance()) == ((), 1000)
    clock.set(due)
    [text] = simulator.sent
    assert (text.text, text.at, text.planned, text.group_send) == ("hi", due, due, None)
    assert (simulator.planned, simulator.balance()) == ((), 999)


def test_a_scheduled_group_send_has_no_id(caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock) -> None:
    """3.2: status 0 when scheduled; who is subscribed when it goes out gets it."""
    _plan(caller, "smsgroup", ALL)
    simulator.inbound(CARLA, "STOP")
    caller.panel("addcontact", {"group": "Clients", "number": ADA})
    clock.advance(2 * DAY)
    assert [(text.to, text.group_send) for text in simulator.sent] == [(ADA, 1)]


@pytest.mark.parametrize("to", [STRANGER, CARLA])
def test_a_scheduled_send_does_not_look_at_the_recipient(
    caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock, to: str
) -> None:
    """4: status 0 proves nothing; to a stranger, or to somebody who left, nothing goes out and nobody says so."""
    simulator.inbound(CARLA, "STOP")
    _plan(caller, "smscontact", ONE | {"to": to})
    clock.advance(2 * DAY)
    assert (simulator.sent, simulator.planned, simulator.balance()) == ((), (), 1000)


def test_a_scheduled_send_may_even_reach_who_left(opened: Callable[..., SmsItCaller], clock: FakeClock) -> None:
    """4: what becomes of it is not known; the rules can play the worst."""
    caller = opened(scheduled_to_strangers="sent")
    _plan(caller, "smscontact", ONE)
    caller.simulator.inbound(ADA, "STOP")
    clock.advance(2 * DAY)
    assert [text.to for text in caller.simulator.sent] == [ADA]


@pytest.mark.parametrize(("checks", "code"), [(False, "0"), (True, "-12")])
def test_credits_of_a_scheduled_text(
    opened: Callable[..., SmsItCaller], clock: FakeClock, *, checks: bool, code: str
) -> None:
    """Not known: whether credits are looked at before; without any, nothing goes out."""
    caller = opened(scheduled_checks_credits=checks)
    caller.simulator.set_balance(0)
    assert caller.panel("smscontact", ONE)[0]["status"] == code
    clock.advance(2 * DAY)
    assert (caller.simulator.sent, caller.simulator.balance()) == ((), 0)


def test_a_time_in_the_past_goes_out_at_the_next_look(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """No code refuses it (3.3)."""
    _plan(caller, "smscontact", ONE | {"sendondate": "01-11-2026 08:00"})
    assert _moments(simulator) == ["2026-11-01 13:00"]


@pytest.mark.parametrize(
    ("repeat", "frequency", "end", "moments"),
    [
        ("Daily", "1", "05-11-2026 10:30", ["2026-11-03", "2026-11-04", "2026-11-05"]),
        ("Daily", "1", "05-11-2026 10:29", ["2026-11-03", "2026-11-04"]),
        ("Daily", "30", "03-12-2026 10:30", ["2026-11-03", "2026-12-03"]),
        ("Weekly", "2", "02-12-2026 00:00", ["2026-11-03", "2026-11-17", "2026-12-01"]),
        ("Monthly", "1", "31-12-2026 00:00", ["2026-11-03", "2026-12-03"]),
        ("Yearly", "1", "31-12-2026 00:00", ["2026-11-03"]),
        ("Daily", "1", "01-01-2020 00:00", ["2026-11-03"]),
    ],
)
def test_a_recurring_text_goes_out_until_the_end_is_passed(
    caller: SmsItCaller,
    simulator: SmsItSimulator,
    clock: FakeClock,
    repeat: str,
    frequency: str,
    end: str,
    moments: list[str],
) -> None:
    """2.1: the end must reach the last wanted run."""
    _plan(caller, "smscontact", ONE | _every(repeat, frequency, end))
    clock.advance(60 * DAY)
    assert _moments(simulator) == [f"{day} 15:30" for day in moments]
    assert simulator.planned == ()
    assert simulator.balance() == 1000 - len(moments)


def test_a_month_without_the_day_takes_its_last(
    caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """Each run is counted from the first, so that the 31st comes back."""
    _plan(caller, "smscontact", ONE | {"sendondate": "31-12-2026 10:30"} | _every("Monthly", "1", "30-04-2027 11:00"))
    clock.advance(200 * DAY)
    assert [moment[:10] for moment in _moments(simulator)] == [
        "2026-12-31",
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
        "2027-04-30",
    ]


def test_a_leap_day_comes_every_four_years(caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock) -> None:
    """Yearly from the 29th of February is the 28th in between."""
    _plan(caller, "smscontact", ONE | {"sendondate": "29-02-2028 10:30"} | _every("Yearly", "2", "01-03-2032 00:00"))
    clock.advance(6 * 366 * DAY)
    assert [moment[:10] for moment in _moments(simulator)] == ["2028-02-29", "2030-02-28", "2032-02-29"]


def test_a_recurring_text_keeps_its_hour_when_the_clocks_change(
    caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """2.1: dates are of the account's wall clock; in March New York springs forward."""
    _plan(caller, "smscontact", ONE | {"sendondate": "13-03-2027 09:00"} | _every("Daily", "1", "14-03-2027 09:00"))
    clock.advance(200 * DAY)
    assert _moments(simulator) == ["2027-03-13 14:00", "2027-03-14 13:00"]


def test_plans_that_are_due_go_out_in_the_order_of_their_times(
    caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """The last credit goes to the earlier text, whichever was planned first."""
    _plan(caller, "smscontact", ONE | {"message": "late", "sendondate": "03-11-2026 12:00"})
    _plan(caller, "smscontact", ONE | {"message": "early", "sendondate": "03-11-2026 11:00"})
    simulator.set_balance(1)
    clock.advance(2 * DAY)
    assert [text.text for text in simulator.sent] == ["early"]


def test_a_recurring_text_without_a_first_time_is_refused(caller: SmsItCaller) -> None:
    """No code is known for it, so that it is the one for everything else."""
    fields = {name: value for name, value in ONE.items() if name != "sendondate"}
    told = caller.panel("smscontact", fields | _every("Daily", "1", "05-11-2026 10:30"))
    assert told[0]["status"] == "-16"
