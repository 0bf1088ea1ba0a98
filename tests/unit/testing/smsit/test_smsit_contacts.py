"""The control panel's people: ``addcontact``, ``getcontacts``, ``addappointment`` and their codes (2.1, 3.1, 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from crosstie.testing import FakeClock
from crosstie.testing.smsit import Appointment, SmsItCaller, SmsItSimulator

ADA, BRUNO, CARLA = "12025550100", "12025550101", "12025550102"


def _rows(caller: SmsItCaller, **fields: str) -> list[dict[str, str]]:
    told = caller.panel("getcontacts", fields, verb="GET")
    assert told["status"] == "0", told
    rows: list[dict[str, str]] = told["contacts"]
    return rows


def _numbers(caller: SmsItCaller, **fields: str) -> list[str]:
    return [row["number"] for row in _rows(caller, **fields)]


# -- addcontact --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"group": "Leads"}, "-2"),
        ({}, "-3"),
        ({"number": ADA}, "-4"),
        ({"number": ADA, "group": "Nobody"}, "-5"),
        ({"number": ADA, "group": "leads"}, "-5"),
        ({"number": "12x", "group": "Leads"}, "-6"),
        ({"number": "١٢", "group": "Leads"}, "-6"),
        ({"number": "12025550155", "group": "Leads", "bday": "01-02-1990"}, "-6"),
        ({"number": "12025550155", "group": "Leads", "bday": "19900201"}, "-6"),
        ({"number": ADA, "group": "Leads"}, "-7"),
    ],
)
def test_a_contact_that_cannot_be_added_has_a_code(caller: SmsItCaller, fields: dict[str, str], code: str) -> None:
    """3.3: what each number means in this call."""
    assert caller.panel("addcontact", fields)[0]["status"] == code
    assert len(caller.simulator.contacts) == 3


def test_a_new_contact_is_stored_with_what_was_given(caller: SmsItCaller) -> None:
    """2.1 and 3.1: every value comes back as text, the date in the account's zone."""
    sent = {"group": "Clients", "number": "12025550155", "name": "Zoë", "email": "z@example.com", "bday": "1990-02-01"}
    assert caller.panel("addcontact", sent)[0]["status"] == "0"
    assert _rows(caller, number="12025550155") == [
        {
            "id": "4",
            "name": "Zoë",
            "birthday": "1990-02-01",
            "email": "z@example.com",
            "number": "12025550155",
            "group": "Clients",
            "subscriber": "Yes",
            "source": "Import",
            "carrier": "",
            "date": "2026-11-02 09:00:03",
        }
    ]


def test_marks_are_stripped_from_the_number_of_a_new_contact(caller: SmsItCaller) -> None:
    """4: - ( ) + and blanks go, here and in appointments, but not in sends."""
    assert caller.panel("addcontact", {"group": "Clients", "number": "+1 (202) 555-0100"})[0]["status"] == "0"
    assert [row["group"] for row in _rows(caller, number=ADA)] == ["Clients", "Leads"]


def test_a_group_must_exist_before(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """2.1: no call makes groups; the web panel does."""
    sent = {"group": "VIP", "number": ADA}
    assert caller.panel("addcontact", sent)[0]["status"] == "-5"
    simulator.add_group("VIP")
    assert caller.panel("addcontact", sent)[0]["status"] == "0"


def test_adding_again_subscribes_who_had_left(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """3.3 and 4: -7 is for subscribers only, so that a careless add undoes an opt-out."""
    simulator.inbound(ADA, "STOP")
    assert caller.panel("addcontact", {"group": "Leads", "number": ADA})[0]["status"] == "0"
    assert simulator.contacts[0].subscribed


# -- getcontacts -------------------------------------------------------------------------------------------------------


def test_a_person_in_two_groups_appears_twice(caller: SmsItCaller) -> None:
    """3.1: one row for each group."""
    rows = _rows(caller, number=CARLA)
    assert [row["group"] for row in rows] == ["Clients", "Leads"]
    assert {row["id"] for row in rows} == {"3"}


def test_rows_may_have_ids_of_their_own(opened: Callable[..., SmsItCaller]) -> None:
    """3.1: whose id it is, nobody says."""
    assert sorted(row["id"] for row in _rows(opened(row_id="row"))) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"group": "Lead"}, "-2"),
        ({"source": "4"}, "-3"),
        ({"source": "SMS"}, "-3"),
        ({"subscribed": "2"}, "-4"),
        ({"subscribed": "Yes"}, "-4"),
        ({"sortby": "number"}, "-5"),
        ({"sortdir": "DESC"}, "-6"),
        ({"name": "nobody at all"}, "-7"),
        ({"page": "2"}, "-7"),
    ],
)
def test_a_search_that_finds_nothing_has_a_code(caller: SmsItCaller, fields: dict[str, str], code: str) -> None:
    """3.3: -7 is no error, but an empty page."""
    told = caller.panel("getcontacts", fields)
    assert told["status"] == code
    assert "contacts" not in told


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        ({"name": "BYRON"}, [ADA]),
        ({"name": "a"}, [CARLA, CARLA, BRUNO, ADA]),
        ({"email": "@EXAMPLE.com", "name": "bruno"}, [BRUNO]),
        ({"number": "50101"}, [BRUNO]),
        ({"number": "555"}, [CARLA, CARLA, BRUNO, ADA]),
        ({"group": "Clients"}, [CARLA]),
        ({"source": "1"}, [BRUNO]),
        ({"source": "0"}, [ADA]),
    ],
)
def test_filters_only_have_to_occur(caller: SmsItCaller, fields: dict[str, str], numbers: list[str]) -> None:
    """4: a search for a number also finds longer ones, which the client must sort out."""
    assert _numbers(caller, **fields) == numbers


def test_a_group_filter_finds_groups_with_longer_names_too(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """4: the group must exist exactly, and then the name only has to occur."""
    simulator.add_group("Old Leads")
    caller.panel("addcontact", {"group": "Old Leads", "number": "12025550177"})
    assert {row["group"] for row in _rows(caller, group="Leads")} == {"Leads", "Old Leads"}


def test_subscribed_is_inverted(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """2.1: 0 asks for subscribers and 1 for those who left."""
    simulator.inbound(CARLA, "stop")
    assert _numbers(caller, subscribed="0") == [BRUNO, ADA]
    assert [(row["number"], row["subscriber"]) for row in _rows(caller, subscribed="1")] == [(CARLA, "No")] * 2


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        ({}, [CARLA, CARLA, BRUNO, ADA]),
        ({"sortdir": "asc"}, [ADA, BRUNO, CARLA, CARLA]),
        ({"sortby": "name"}, [CARLA, CARLA, BRUNO, ADA]),
        ({"sortby": "name", "sortdir": "asc"}, [ADA, BRUNO, CARLA, CARLA]),
        ({"sortby": "phone_number", "sortdir": "asc"}, [ADA, BRUNO, CARLA, CARLA]),
        ({"sortby": "created", "sortdir": "desc"}, [CARLA, CARLA, BRUNO, ADA]),
    ],
)
def test_rows_come_newest_first_unless_sorted(caller: SmsItCaller, order: dict[str, str], numbers: list[str]) -> None:
    """2.1: created and desc are the defaults."""
    assert _numbers(caller, **order) == numbers


def test_a_page_has_fifty_rows_unless_a_limit_is_given(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """2.1: pages count from 1, and the one after the last is -7."""
    simulator.seed(57)
    assert len(_rows(caller, group="Leads")) == 50
    assert len(_rows(caller, group="Leads", page="2")) == 10
    assert _numbers(caller, limit="2", page="2", sortdir="asc") == [CARLA, CARLA]
    assert len(_rows(caller, group="Leads", limit="0", page="x")) == 50


def test_dates_are_in_the_zone_of_the_account(caller: SmsItCaller, clock: FakeClock) -> None:
    """3.1: a bare date, an hour off in summer, so that only the zone makes sense of it."""
    clock.set(datetime.fromisoformat("2026-07-01T12:00:00+00:00"))
    caller.panel("addcontact", {"group": "Leads", "number": "12025550177"})
    assert _rows(caller, number="12025550177")[0]["date"] == "2026-07-01 08:00:00"


# -- addappointment ----------------------------------------------------------------------------------------------------

APPOINTED = {"number": ADA, "apptdate": "24-12-2026 16:30", "status": "1"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": ""}, "-2"),
        ({"number": "12x"}, "-3"),
        ({"apptdate": ""}, "-4"),
        ({"status": ""}, "-5"),
        ({"status": "4"}, "-6"),
        ({"number": "12025550155"}, "-7"),
        ({}, "-8"),
        ({"apptdate": "2026-12-24 16:30"}, "-9"),
        ({"apptdate": "31-02-2026 16:30"}, "-9"),
    ],
)
def test_an_appointment_that_cannot_be_added_has_a_code(caller: SmsItCaller, change: dict[str, str], code: str) -> None:
    """3.3: what each number means in this call."""
    caller.panel("addappointment", APPOINTED)
    assert caller.panel("addappointment", APPOINTED | change)[0]["status"] == code
    assert len(caller.simulator.appointments) == 1


def test_an_appointment_is_kept(caller: SmsItCaller) -> None:
    """2.1 and 4: day before month, the account's wall clock, and marks stripped from the number."""
    assert caller.panel("addappointment", APPOINTED | {"number": "+1 202-555-0100"})[0]["status"] == "0"
    kept = Appointment(number=ADA, at=datetime(2026, 12, 24, 16, 30), status=1)  # noqa: DTZ001 - wall clock
    assert caller.simulator.appointments == (kept,)
