"""The SuiteDash simulator's writes: what it asks for, what it replaces, links, mails, audiences (2.3, 2.4, 3)."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from crosstie.errors import UsageError
from crosstie.testing.suitedash import SuiteDashCaller, SuiteDashRules, SuiteDashSimulator

ADA: dict[str, Any] = {
    "role": "Client",
    "first_name": "Ada",
    "last_name": "Byron",
    "email": "ada@example.com",
    "tags": ["vip", "web"],
    "address": {"city": "Erie"},
}
WORKS: dict[str, Any] = {"name": "Engine Works", "role": "Prospect"}


@pytest.fixture
def simulator() -> SuiteDashSimulator:
    """Return an empty account."""
    return SuiteDashSimulator()


@pytest.fixture
def caller(simulator: SuiteDashSimulator) -> SuiteDashCaller:
    """Return a caller with the account's keys."""
    return SuiteDashCaller(simulator)


def _make(caller: SuiteDashCaller, **fields: object) -> str:
    return str(caller.told("POST", "contact", ADA | fields)["data"]["uid"])


def test_a_creation_answers_201_and_little_else(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """7: uid, role and first name; the whole record takes another call."""
    response = caller.send("POST", "contact", ADA)
    uid = simulator.uids("contact")[0]
    assert response.status == 201
    assert json.loads(response.body)["data"] == {"uid": uid, "role": "Client", "first_name": "Ada"}


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"email": None}, "email"),
        ({"role": None}, "role"),
        ({"role": "Member"}, "role"),
        ({"role": "lead"}, "role"),
        ({"last_name": ""}, "last_name"),
        ({"tags": "vip"}, "tags"),
        ({"email": "nonsense"}, "email"),
        ({"notes": "x"}, "notes"),
        ({"uid": "x"}, "uid"),
        ({"custom_fields": {"Booking": "x"}}, "custom_fields"),
        ({"custom_fields": ["x"]}, "custom_fields"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_field(
    caller: SuiteDashCaller, fields: dict[str, Any], missing: str
) -> None:
    """2.3, 2.5 and 3.1: roles are capitalised, an e-mail is needed, and there is no field notes."""
    response = caller.send("POST", "contact", ADA | fields)
    assert response.status == 422
    assert list(json.loads(response.body)["errors"]) == [missing]


def test_a_lead_may_do_without_an_e_mail(caller: SuiteDashCaller) -> None:
    """3.1: which is why the uid must be kept."""
    assert caller.send("POST", "contact", ADA | {"role": "Lead", "email": None}).status == 201


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_object_is_malformed(caller: SuiteDashCaller, body: bytes) -> None:
    """4: 400."""
    assert caller.send("POST", "contact", body).status == 400


@pytest.mark.parametrize("status", [200, 400, 422])
def test_a_duplicate_is_told_by_its_words(simulator: SuiteDashSimulator, caller: SuiteDashCaller, status: int) -> None:
    """2.3: the status is not certain, even 200 with success false is thinkable."""
    simulator.rules = attrs.evolve(simulator.rules, duplicate_status=status)
    _make(caller)
    response = caller.send("POST", "contact", ADA | {"email": "ADA@example.com"})
    assert response.status == status
    assert json.loads(response.body) == {"success": False, "message": "A contact with this email already exists"}
    assert simulator.writes["create contact"] == 1


def test_errors_may_be_an_array(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.2: an object or an array, nobody has seen the schema."""
    simulator.rules = attrs.evolve(simulator.rules, error_form="array")
    answer = caller.told("POST", "company", {"role": "Lead"})
    assert answer["errors"] == [{"field": "name", "message": "is required"}]


def test_an_update_changes_what_is_sent_and_null_clears(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.3: partial, with lists replaced whole."""
    uid = _make(caller, title="Partner")
    caller.told("PUT", "contact/ada%40example.com", {"tags": ["new"], "title": None})
    after = simulator.read("contact", uid)
    assert (after["tags"], after["title"], after["last_name"]) == (["new"], None, "Byron")


@pytest.mark.parametrize("fields", [{"last_name": None}, {"email": "b@example.com"}, {"company": {"name": ""}}])
def test_an_update_that_breaks_a_rule_changes_nothing(
    simulator: SuiteDashSimulator, caller: SuiteDashCaller, fields: dict[str, Any]
) -> None:
    """2.3 and 3.1: names are needed, addresses are unique, a company to link has a name."""
    _make(caller, email="b@example.com")
    uid = _make(caller)
    before = simulator.read("contact", uid)
    assert caller.send("PUT", f"contact/{uid}", {"title": "x"} | fields).status == 422
    assert simulator.read("contact", uid) == before


def test_a_companys_name_stays_unique(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2: it is one of the two things that a company is found by."""
    simulator.seed_companies(1)
    uid = str(caller.told("POST", "company", WORKS)["data"]["uid"])
    taken = simulator.read("company", simulator.uids("company")[0])["name"]
    assert caller.send("PUT", f"company/{uid}", {"name": taken}).status == 422
    assert caller.send("PUT", f"company/{uid}", {"name": "ENGINE WORKS"}).status == 200
    unknown = {"email": "nobody@example.com", "create_primary_contact_if_not_exists": False}
    assert caller.send("POST", "company", {"name": "New", "role": "Lead", "primaryContact": unknown}).status == 422


def test_an_update_can_be_made_to_replace(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """8, question 4: whether PUT is partial is not proven."""
    simulator.rules = attrs.evolve(simulator.rules, put="whole")
    uid = _make(caller)
    caller.told("PUT", f"contact/{uid}", {"first_name": "Augusta"})
    after = simulator.read("contact", uid)
    assert (after["first_name"], after["last_name"], after["role"]) == ("Augusta", None, "Client")


@pytest.mark.parametrize(
    ("rule", "status", "role"), [("refused", 422, "Client"), ("ignored", 200, "Client"), ("taken", 200, "Lead")]
)
def test_a_role_in_an_update_is_a_rule(
    simulator: SuiteDashSimulator,
    caller: SuiteDashCaller,
    rule: str,
    status: int,
    role: str,
) -> None:
    """2.3: plugins delete it before a PUT."""
    simulator.rules = attrs.evolve(simulator.rules, role_on_update=rule)
    uid = _make(caller)
    assert caller.send("PUT", f"contact/{uid}", {"role": "Lead"}).status == status
    assert simulator.read("contact", uid)["role"] == role


def test_a_contact_is_linked_to_a_company_by_name(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.4: the company is made only when that is asked for; a second person is linked from the contact's side."""
    refused = caller.send("POST", "contact", ADA | {"company": {"name": "Engine Works"}})
    assert refused.status == 422
    first = _make(caller, company={"name": "Engine Works", "create_company_if_not_exists": True})
    second = _make(caller, email="b@example.com", company={"name": "engine works"})
    company = simulator.read("company", simulator.uids("company")[0])
    assert [simulator.read("contact", uid)["companies"][0]["name"] for uid in (first, second)] == ["Engine Works"] * 2
    assert company["primaryContact"]["uid"] == first
    assert len(simulator.uids("company")) == 1


def test_a_company_takes_a_primary_contact(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.4: found by e-mail, or made with both names."""
    person = {"email": "ada@example.com", "create_primary_contact_if_not_exists": True}
    refused = caller.told("POST", "company", WORKS | {"primaryContact": person})
    assert refused["errors"] == {"primaryContact": ["first_name is required", "last_name is required"]}
    named = person | {"first_name": "Ada", "last_name": "Byron", "send_welcome_email": True}
    assert caller.send("POST", "company", WORKS | {"primaryContact": named}).status == 201
    contact = simulator.read("contact", simulator.uids("contact")[0])
    assert contact["companies"] == [{"uid": simulator.uids("company")[0], "name": "Engine Works"}]
    assert simulator.mailed == ("ada@example.com",)


@pytest.mark.parametrize("missing", [{"email": "ada@example.com"}, {"create_primary_contact_if_not_exists": False}])
def test_a_primary_contact_needs_both_of_its_required_members(caller: SuiteDashCaller, missing: dict[str, Any]) -> None:
    """2.4: e-mail and flag."""
    assert caller.send("POST", "company", WORKS | {"primaryContact": missing}).status == 422


def test_the_primary_contact_may_be_answered_in_snake_case(
    simulator: SuiteDashSimulator, caller: SuiteDashCaller
) -> None:
    """3.2: a careful client tries both."""
    simulator.rules = attrs.evolve(simulator.rules, primary_key="primary_contact")
    _make(caller, company={"name": "Engine Works", "create_company_if_not_exists": True})
    assert caller.told("GET", "company/Engine%20Works")["data"]["primary_contact"]["first_name"] == "Ada"


def test_a_welcome_mail_goes_to_a_real_person(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.3: only when the flag is set, and every time that it is."""
    uid = _make(caller)
    assert simulator.mailed == ()
    caller.send("PUT", f"contact/{uid}", {"send_welcome_email": True})
    assert simulator.mailed == ("ada@example.com",)


def test_custom_values_are_keyed_by_uid_and_replaced_whole(
    simulator: SuiteDashSimulator, caller: SuiteDashCaller
) -> None:
    """2.3 and 2.6: strings, numbers and arrays, each where its field takes it."""
    text, number, many = (
        simulator.add_custom_field("contact", kind, kind) for kind in ("text", "number", "multi_select")
    )
    uid = _make(caller, custom_fields={text.uid: "BK-1", number.uid: 4, many.uid: ["a"]})
    assert caller.send("PUT", f"contact/{uid}", {"custom_fields": {number.uid: "four"}}).status == 422
    caller.send("PUT", f"contact/{uid}", {"custom_fields": {text.uid: "BK-2"}})
    assert simulator.read("contact", uid)["custom_fields"] == {text.uid: "BK-2"}


def test_unknown_fields_can_be_ignored_instead(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """2.6: names instead of uids are "ignored or refused"."""
    simulator.rules = attrs.evolve(simulator.rules, unknown_fields="ignored")
    uid = _make(caller, notes="x", custom_fields={"Booking": "x"})
    assert simulator.read("contact", uid)["custom_fields"] == {}


def test_circles_are_added_and_read_as_objects(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """3.1: written with add, read as objects with a name."""
    uid = _make(caller, circles={"add": ["Clients"]})
    caller.send("PUT", f"contact/{uid}", {"circles": {"add": ["Clients", "Notaries"]}})
    assert simulator.read("contact", uid)["circles"] == [{"name": "Clients"}, {"name": "Notaries"}]


def test_a_company_shows_more_of_its_category_than_is_sent(caller: SuiteDashCaller) -> None:
    """3.2: write name, read name, color and isDefault."""
    caller.send("POST", "company", WORKS | {"category": {"name": "Legal"}})
    category = caller.told("GET", "company/Engine%20Works")["data"]["category"]
    assert (category["name"], category["isDefault"]) == ("Legal", False)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "In Progress"}, 200),
        ({"status": "Nonsense"}, 422),
        ({"due_time": "17:15"}, 422),
        ({"end_date": "12/01/2026"}, 422),
        ({"business_sector": "Fishing"}, 422),
        ({"custom_fields": {}}, 422),
        ({"estimated_value": "12"}, 422),
        ({"end_date": None, "estimated_value": 12.5}, 200),
    ],
)
def test_a_project_takes_what_its_account_knows(
    simulator: SuiteDashSimulator,
    caller: SuiteDashCaller,
    fields: dict[str, Any],
    status: int,
) -> None:
    """3.3: own statuses, half hours, ISO days, own sectors, and another key for custom fields."""
    simulator.seed_projects(1)
    assert caller.send("PUT", f"project/uid/{simulator.uids('project')[0]}", fields).status == status


def test_a_partly_failed_subscription_hides_behind_200(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """3.4: one outcome for each; 422 only when nothing worked."""
    people = [
        {"email": "ada@example.com", "audiences": [101]},
        {"email": "b@example.com", "audiences": [999]},
        {"email": "nonsense", "audiences": [101]},
    ]
    answer = caller.told("POST", "marketing/subscribe", people)
    assert [outcome["success"] for outcome in answer["data"]] == [True, False, False]
    assert simulator.audience(101) == {"ada@example.com"}
    assert caller.send("POST", "marketing/subscribe", people[1:]).status == 422


@pytest.mark.parametrize(("rule", "status"), [("array", 422), ("object", 200)])
def test_the_body_of_a_subscription_is_a_rule(rule: str, status: int) -> None:
    """3.4: public clients disagree."""
    caller = SuiteDashCaller(SuiteDashSimulator(rules=SuiteDashRules(subscribe_body=rule)))
    body = {"contacts": [{"email": "ada@example.com"}], "audience": "101"}
    assert caller.send("POST", "marketing/subscribe", body).status == status


def test_people_change_records_behind_the_api(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """What a test does in the product shows in the API, and leaves no trace of when it happened."""
    uid = _make(caller, company={"name": "Engine Works", "create_company_if_not_exists": True})
    simulator.edit("contact", uid, {"phone": "+12025550123"})
    simulator.deactivate(uid)
    simulator.remove("company", simulator.uids("company")[0])
    contact = caller.told("GET", f"contact/{uid}")["data"]
    assert (contact["phone"], contact["active"], contact["companies"]) == ("+12025550123", 0, [])
    with pytest.raises(UsageError, match="no contact"):
        simulator.edit("contact", "nobody", {"phone": ""})


def test_a_website_may_need_its_scheme(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """3.1: one client adds a scheme first, which hints at a check."""
    simulator.rules = attrs.evolve(simulator.rules, website_scheme=True)
    assert caller.send("POST", "contact", ADA | {"website": "example.org"}).status == 422
    assert caller.send("POST", "contact", ADA | {"website": "https://example.org"}).status == 201
