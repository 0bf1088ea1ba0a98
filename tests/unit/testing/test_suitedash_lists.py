"""The SuiteDash simulator's lists and single reads: pages, bounds, identifiers, meta (2, 3.3, 3.5)."""

from __future__ import annotations

import math
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.testing.suitedash import SuiteDashCaller, SuiteDashRules, SuiteDashSimulator


@pytest.fixture
def simulator() -> SuiteDashSimulator:
    """Return an account with 25 contacts, three companies and four projects."""
    made = SuiteDashSimulator()
    made.seed(25)
    made.seed_companies(3)
    made.seed_projects(4)
    return made


@pytest.fixture
def caller(simulator: SuiteDashSimulator) -> SuiteDashCaller:
    """Return a caller with the account's keys."""
    return SuiteDashCaller(simulator)


def _page(caller: SuiteDashCaller, path: str, **params: str) -> Any:  # noqa: ANN401 - the wire
    return caller.told("GET", path, params=tuple(params.items()))


def test_a_page_has_ten_rows_and_says_where_it_stands(caller: SuiteDashCaller) -> None:
    """2.2: the names as recorded, and absolute addresses on the canonical host."""
    answer = _page(caller, "contacts", page="2")
    assert answer["success"] is True
    assert len(answer["data"]) == 10
    assert answer["meta"]["pagination"] == {
        "pageSize": 10,
        "totalPages": 3,
        "totalItems": 25,
        "currentPageNumber": 2,
        "previousPage": "https://app.suitedash.com/secure-api/contacts?page=1",
        "nextPage": "https://app.suitedash.com/secure-api/contacts?page=3",
    }
    assert _page(caller, "contacts", page="3")["meta"]["pagination"]["nextPage"] is None


def test_the_names_of_another_client_can_be_played(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.2: one client reads total and currentPage; totalPages may be missing."""
    simulator.rules = attrs.evolve(simulator.rules, pagination="short", total_pages=False)
    paging = _page(caller, "contacts")["meta"]["pagination"]
    assert (paging["total"], paging["currentPage"]) == (25, 1)
    assert "totalPages" not in paging


@given(number=st.integers(0, 45), size=st.integers(1, 12), newest_first=st.booleans())
def test_the_pages_of_a_list_are_the_whole_list(number: int, size: int, *, newest_first: bool) -> None:
    """2.2: every record stands on exactly one page."""
    simulator = SuiteDashSimulator(rules=SuiteDashRules(page_size=size, newest_first=newest_first))
    simulator.seed(number)
    caller = SuiteDashCaller(simulator)
    pages = max(math.ceil(number / size), 1)
    rows = [row["uid"] for page in range(1, pages + 1) for row in _page(caller, "contacts", page=str(page))["data"]]
    uids = list(simulator.uids("contact"))
    assert rows == (uids[::-1] if newest_first else uids)


def test_bounds_on_the_creation_are_exclusive(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.1: a record made at the very bound is not in."""
    moments = sorted(row["created"] for row in _page(caller, "contacts")["data"])
    found = _page(caller, "contacts", createdMin=moments[0], createdMax=moments[-1])["data"]
    assert {row["created"] for row in found} == set(moments[1:-1])
    assert simulator.calls_used == 2


@pytest.mark.parametrize(
    "params",
    [
        {"createdMin": "2026-11-01T00:00:00"},
        {"createdMax": "yesterday"},
        {"createdMin": "2026-11-03T00:00:00+00:00", "createdMax": "2026-11-02T00:00:00+00:00"},
    ],
)
def test_bounds_need_an_offset_and_an_order(caller: SuiteDashCaller, params: dict[str, str]) -> None:
    """2.1: the offset is mandatory, and createdMin must be below createdMax."""
    assert caller.send("GET", "contacts", params=tuple(params.items())).status == 422


@pytest.mark.parametrize("params", [{"limit": "1"}, {"per_page": "1"}, {"updated_after": "2030-01-01"}, {"role": "x"}])
def test_parameters_that_are_not_documented_mean_nothing(caller: SuiteDashCaller, params: dict[str, str]) -> None:
    """0, point 4 and 2.1: there is no "updated since", whatever some clients send."""
    assert _page(caller, "contacts", **params) == _page(caller, "contacts") | {
        "meta": _page(caller, "contacts", **params)["meta"]
    }


def test_lists_begin_with_the_newest_so_that_they_shift(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.2: a record made between two pages pushes the last one onto the next page."""
    first = [row["uid"] for row in _page(caller, "contacts", page="1")["data"]]
    simulator.seed(1)
    assert _page(caller, "contacts", page="2")["data"][0]["uid"] == first[-1]


def test_idle_companies_are_left_out_of_the_list_only(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """4: the name is still taken, and a single read still finds it."""
    uid = simulator.uids("company")[0]
    name = simulator.read("company", uid)["name"]
    simulator.make_idle(uid)
    assert uid not in [row["uid"] for row in _page(caller, "companies")["data"]]
    assert caller.told("GET", f"company/{name.replace(' ', '%20')}")["data"]["uid"] == uid
    refused = caller.send("POST", "company", {"name": name.upper(), "role": "Lead"})
    assert (refused.status, b"already exists" in refused.body) == (422, True)


def test_a_contact_is_found_by_uid_and_by_e_mail(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2: the identifier is either; the address is percent-encoded and its case does not matter."""
    uid = simulator.uids("contact")[0]
    assert caller.told("GET", f"contact/{uid}")["data"]["uid"] == uid
    assert caller.told("GET", "contact/ADA.BYRON0%40example.com")["data"]["uid"] == uid
    assert caller.send("GET", "contact/nobody@example.com").status == 404


@pytest.mark.parametrize(
    ("by", "identifier", "name"),
    [
        ("name", "Signing%202", "Signing 2"),
        ("contains_the_following", "ning%203", "Signing 3"),
        ("most_recent", "true", "Signing 4"),
        ("contains_the_following", "Signing", "Signing 1"),
    ],
)
def test_a_project_is_found_in_four_ways(caller: SuiteDashCaller, by: str, identifier: str, name: str) -> None:
    """2: by uid, name, part of a name, or as the newest; which one wins when several fit is a rule."""
    assert caller.told("GET", f"project/{by}/{identifier}")["data"]["name"] == name


def test_a_project_of_another_way_or_nobody_is_not_found(
    simulator: SuiteDashSimulator, caller: SuiteDashCaller
) -> None:
    """2: other types are no path, and most_recent takes the literal true."""
    uid = simulator.uids("project")[1]
    assert caller.told("GET", f"project/uid/{uid}")["data"]["uid"] == uid
    assert caller.send("GET", f"project/id/{uid}").status == 404
    assert caller.send("GET", "project/most_recent/1").status == 404


def test_rows_of_projects_carry_little(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """3.3: the single get adds descriptions, client and custom fields."""
    row = _page(caller, "projects")["data"][0]
    assert set(row) == {"uid", "name", "status", "start_date", "end_date", "due_time", "created"}
    assert "project_custom_fields" in caller.told("GET", f"project/uid/{simulator.uids('project')[0]}")["data"]


def test_worlds_take_no_bounds_and_need_the_add_on(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """3.5: page and orderBy only."""
    uid = simulator.add_world("North")
    assert _page(caller, "worlds", createdMin="nonsense")["data"] == [{"uid": uid, "name": "North"}]
    simulator.rules = attrs.evolve(simulator.rules, worlds_addon=False)
    assert _page(caller, "worlds")["data"] == []


def test_meta_describes_the_accounts_own_fields(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.6: default attributes by name, custom ones by uid, with type, need and actions."""
    field = simulator.add_custom_field("contact", "Booking", "text")
    data = caller.told("GET", "contact/meta")["data"]
    assert data["role"] == {"type": "role", "required": True, "actions": ["create", "read"]}
    assert data[field.uid]["name"] == "Booking"
    assert "In Progress" in caller.told("GET", "project/meta")["data"]["status"]["values"]
    assert "uid" in _page(caller, "contacts", meta="true")["meta"]["attributes"]


def test_names_can_be_ordered_by_the_one_word_that_is_played(caller: SuiteDashCaller) -> None:
    """8, question 1: the vendor's words are not known; others mean nothing."""
    names = [row["name"] for row in _page(caller, "companies", orderBy="name")["data"]]
    assert names == sorted(names)
    assert _page(caller, "companies", orderBy="?")["data"] == _page(caller, "companies")["data"]


@pytest.mark.parametrize(("form", "value"), [("bool", True), ("int", 1), ("text", "1")])
def test_active_is_like_a_flag(
    simulator: SuiteDashSimulator, caller: SuiteDashCaller, form: str, value: object
) -> None:
    """3.1: bool-like, in one of three ways."""
    simulator.rules = attrs.evolve(simulator.rules, active_form=form)
    assert caller.told("GET", f"contact/{simulator.uids('contact')[0]}")["data"]["active"] == value


def test_created_may_come_without_an_offset(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """8, question 9: the form is not known."""
    simulator.rules = attrs.evolve(simulator.rules, created_form="bare")
    assert caller.told("GET", f"contact/{simulator.uids('contact')[0]}")["data"]["created"] == "2026-11-02 09:00:00"
