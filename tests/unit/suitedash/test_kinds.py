"""Companies, projects, Worlds, audiences and field lists against the simulated account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import attrs
import pytest

from crosstie.errors import (
    Conflict,
    Invalid,
    UsageError,
)
from crosstie.systems.suitedash import (
    Client,
    Company,
    PrimaryContact,
    Project,
    Settings,
    Subscription,
)
from crosstie.systems.suitedash.models_projects import Subscribed
from crosstie.testing.suitedash import SuiteDashSimulator

Connect = Callable[[Settings], Client]

WORKS = Company(name="Engine Works", role="Prospect")


@pytest.mark.parametrize("key", ["primaryContact", "primary_contact"])
def test_a_company_is_made_with_its_first_person(simulator: SuiteDashSimulator, client: Client, key: str) -> None:
    """Read from either spelling; nobody is mailed unless that is asked for."""
    simulator.rules = attrs.evolve(simulator.rules, primary_key=key)  # type: ignore[arg-type]
    person = PrimaryContact(email="ada@example.com", first_name="Ada", last_name="Byron", create=True)
    made = client.companies.create(WORKS, primary_contact=person)
    assert made.primary_contact is not None
    assert made.primary_contact.uid == simulator.uids("contact")[0]
    assert simulator.mailed == ()
    assert "primary_contact" not in made.extra


def test_a_primary_contact_to_make_needs_both_names(client: Client) -> None:
    """Before anything is sent."""
    with pytest.raises(UsageError, match="last_name"):
        client.companies.create(WORKS, primary_contact=PrimaryContact(email="a@example.com", create=True))


def test_an_idle_company_is_found_by_name(simulator: SuiteDashSimulator, client: Client) -> None:
    """Taken, not listed, and yet there."""
    made = client.companies.create(WORKS)
    simulator.make_idle(made.uid or "")
    assert client.companies.list().all() == []
    with pytest.raises(Conflict):
        client.companies.create(WORKS)
    assert client.companies.find("Engine Works") == made
    assert client.companies.find("Other Works") is None


def test_a_company_is_updated_and_its_role_is_not(client: Client) -> None:
    """Category and role belong to the creation."""
    made = client.companies.create(WORKS)
    after = client.companies.update(made.uid or "", attrs.evolve(made, phone="+12025550123"), made)
    assert (after.phone, after.role) == ("+12025550123", "Prospect")
    with pytest.raises(UsageError, match="creation"):
        client.companies.create(attrs.evolve(WORKS, full_address="1 Mill St"))


def test_an_account_may_name_a_companys_custom_fields_otherwise(
    simulator: SuiteDashSimulator, connect: Connect
) -> None:
    """The key of public, private and target groups is not known."""
    simulator.rules = attrs.evolve(simulator.rules, custom_key="public_custom_fields")
    field = simulator.add_custom_field("company", "Size")
    client = connect(Settings(company_custom_key="public_custom_fields"))
    made = client.companies.create(attrs.evolve(WORKS, custom_fields={field.uid: "12"}))
    assert made.custom_fields == {field.uid: "12"}
    after = client.companies.update(made.uid or "", attrs.evolve(made, custom_fields={field.uid: "13"}), made)
    assert after.custom_fields == {field.uid: "13"}


def test_a_project_is_read_in_four_ways_and_updated_by_uid(simulator: SuiteDashSimulator, client: Client) -> None:
    """Amounts are exact and days are days."""
    simulator.seed_projects(3)
    field = simulator.add_custom_field("project", "Booking")
    project = client.projects.find(name="Signing 2")
    assert project == client.projects.find(containing="ing 2") == client.projects.get(project.uid or "")
    assert client.projects.most_recent().name == "Signing 3"
    wanted = attrs.evolve(
        project,
        status="Completed",
        end_date=date(2026, 12, 1),
        due_time="09:30",
        estimated_value=Decimal("1234.56"),
        project_custom_fields={field.uid: "BK-1"},
    )
    after = client.projects.update(project.uid or "", wanted, project)
    assert (after.status, after.end_date, after.estimated_value) == ("Completed", date(2026, 12, 1), Decimal("1234.56"))
    assert after.project_custom_fields == {field.uid: "BK-1"}


def test_a_projects_unfit_values_are_refused(simulator: SuiteDashSimulator, client: Client) -> None:
    """Times on the half hour here, statuses by the account."""
    simulator.seed_projects(1)
    uid = simulator.uids("project")[0]
    with pytest.raises(UsageError, match="half hour"):
        Project(due_time="17:15")
    with pytest.raises(Invalid) as caught:
        client.projects.update(uid, Project(status="Nonsense"))
    assert caught.value.fields[0].field == "status"
    with pytest.raises(UsageError):
        client.projects.find()


def test_fields_are_asked_for_once(simulator: SuiteDashSimulator, client: Client) -> None:
    """The description costs a call; it is kept until it is asked for anew."""
    field = simulator.add_custom_field("contact", "Booking")
    assert client.contacts.fields()[field.uid]["name"] == "Booking"
    other = simulator.add_custom_field("contact", "Size")
    assert other.uid not in client.contacts.fields()
    assert other.uid in client.contacts.fields(refresh=True)
    assert "status" in client.projects.fields()
    assert "name" in client.companies.fields()
    assert simulator.count("GET contact/meta") == 2


def test_worlds_keep_what_nobody_documented(simulator: SuiteDashSimulator, client: Client) -> None:
    """Everything but the uid is in extra."""
    uid = simulator.add_world("North")
    world = client.worlds.list().all()[0]
    assert (world.uid, dict(world.extra)) == (uid, {"name": "North"})


@pytest.mark.parametrize("body", ["array", "object"])
def test_people_are_subscribed_with_one_outcome_each(
    simulator: SuiteDashSimulator, connect: Connect, body: str
) -> None:
    """A partial failure hides behind 200; both forms of body are there."""
    simulator.rules = attrs.evolve(simulator.rules, subscribe_body=body)  # type: ignore[arg-type]
    people = [Subscription(email="ada@example.com", audiences=(101,)), Subscription(email="@", audiences=(101,))]
    outcomes = connect(Settings(subscribe_body=body)).marketing.subscribe(people)
    assert outcomes[0] == Subscribed(email="ada@example.com", accepted=True, message="Subscribed")
    assert simulator.audience(101) == {"ada@example.com", "@"}


def test_a_subscription_of_nobody_is_not_sent(client: Client, connect: Connect) -> None:
    """Nor one without audience, nor one that the chosen body cannot say."""
    for people in (
        [],
        [Subscription(email="ada", audiences=(1,))],
        [Subscription(email="a@example.com", audiences=())],
    ):
        with pytest.raises(UsageError):
            client.marketing.subscribe(people)
    with pytest.raises(UsageError, match="same audience"):
        connect(Settings(subscribe_body="object")).marketing.subscribe(
            [Subscription(email="a@example.com", audiences=(101, 102))]
        )
