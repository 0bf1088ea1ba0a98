# @generated from tests/acceptance/suitedash/test_suitedash_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""SuiteDash from end to end: sixteen operations, refusals, faults, and a month that ends."""

from __future__ import annotations

import attrs
import pytest

import crosstie
from crosstie.systems.suitedash import Client, Company, Contact, PrimaryContact, Project, Subscription
from crosstie.testing import BrokenJson, Html, Reset, Stuck, Timeout, Truncated
from crosstie.testing.faults import Fault
from crosstie.testing.suitedash import SECRET_KEY, SuiteDashSimulator

ADA = Contact(role="Client", first_name="Ada", last_name="Byron", email="ada@example.com", tags=("notary",))


def test_all_sixteen_operations(client: Client, simulator: SuiteDashSimulator) -> None:
    """Each of them is called once at least, and the count of this process is the account's own."""
    field = simulator.add_custom_field("contact", "Booking")
    simulator.add_world("North")
    assert len(client.contacts.list().all()) == 25
    assert len(client.companies.list().all()) == 3
    assert len(client.projects.list().all()) == 3
    assert len(client.worlds.list().all()) == 1
    assert field.uid in client.contacts.fields()
    assert "name" in client.companies.fields()
    assert "status" in client.projects.fields()
    contact = client.contacts.create(attrs.evolve(ADA, custom_fields={field.uid: "BK-1001"}))
    contact = client.contacts.update(
        contact.uid or "", attrs.evolve(contact, phone="+12025550123"), contact, company="Byron Works 1"
    )
    assert (contact.phone, contact.companies[0].name) == ("+12025550123", "Byron Works 1")
    person = PrimaryContact(email="ada@example.com")
    company = client.companies.create(Company(name="Engine Works", role="Prospect"), primary_contact=person)
    company = client.companies.update(company.uid or "", attrs.evolve(company, tags=("B2B",)), company)
    assert (company.tags, company.primary_contact and company.primary_contact.uid) == (("B2B",), contact.uid)
    project = client.projects.most_recent()
    project = client.projects.update(project.uid or "", Project(status="Completed"))
    assert project.status == "Completed"
    (outcome,) = client.marketing.subscribe([Subscription(email="ada@example.com", audiences=(101,))])
    assert outcome.accepted is True
    assert len(simulator.counts) == 16
    assert client.usage().calls == simulator.calls_used


def test_wrong_keys_end_in_an_error_that_shows_none(
    client: Client, simulator: SuiteDashSimulator
) -> None:
    """No renewal, no second attempt."""
    simulator.replace_secret("another")
    with pytest.raises(crosstie.CredentialsRejected) as caught:
        client.contacts.get("ada@example.com")
    assert simulator.count(status=401) == 1
    assert SECRET_KEY not in str(caught.value) + repr(caught.value)
    assert caught.value.connection == "acme/suitedash/default"


def test_a_month_that_ends_in_the_middle_of_a_list(
    client: Client, simulator: SuiteDashSimulator
) -> None:
    """What was read was read; the call that found the end is not repeated."""
    simulator.use_up(leaving=1)
    pages = client.contacts.list().pages()
    assert len(next(pages).items) == 10
    with pytest.raises(crosstie.QuotaExhausted):
        next(pages)
    assert simulator.count("GET contacts", status=429) == 1
    assert client.usage().left == 0


@pytest.mark.parametrize("fault", [Html(), BrokenJson(), Reset(), Truncated(), Timeout()])
def test_a_read_survives_one_mishap(
    client: Client, simulator: SuiteDashSimulator, fault: Fault
) -> None:
    """Sent twice at most, because every attempt costs a call."""
    simulator.faults.add(fault)
    client = client.with_options(timeout=0.3)
    assert client.contacts.get(simulator.uids("contact")[0]).first_name == "Ada"
    assert simulator.count("GET contact/*") == 2


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("kind", [Timeout, Reset])
def test_a_creation_in_doubt_is_sent_once(
    client: Client, simulator: SuiteDashSimulator, kind: type[Timeout | Reset], *, after_effect: bool
) -> None:
    """Looked up by e-mail afterwards."""
    simulator.faults.add(kind(after_effect=after_effect), route="POST contact")
    client = client.with_options(timeout=0.3)
    with pytest.raises(crosstie.OutcomeUnknown):
        client.contacts.create(ADA)
    assert (client.contacts.find("ada@example.com") is not None) is after_effect
    assert simulator.count("POST contact") == 1


def test_a_list_that_stands_still_ends(client: Client, simulator: SuiteDashSimulator) -> None:
    """Not in an endless loop that eats up the month."""
    simulator.faults.add(Stuck(), times=None)
    with pytest.raises(crosstie.DecodeError):
        client.contacts.list().all()
    assert simulator.calls_used <= 2


def test_unknown_fields_are_kept(client: Client, simulator: SuiteDashSimulator) -> None:
    """Client and team of a project have names that nobody documented."""
    uid = simulator.uids("project")[0]
    simulator.edit("project", uid, {"client": {"uid": "c1", "name": "Ada"}})
    assert client.projects.get(uid).extra["client"] == {"uid": "c1", "name": "Ada"}
