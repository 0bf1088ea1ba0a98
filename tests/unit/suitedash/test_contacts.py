"""Contacts against the simulated account: what is made, changed, and refused before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest

from crosstie.errors import (
    Conflict,
    NotFound,
    UsageError,
)
from crosstie.systems.suitedash import (
    Address,
    Client,
    Contact,
    Settings,
)
from crosstie.testing.suitedash import SuiteDashRules, SuiteDashSimulator

Connect = Callable[[Settings], Client]

ADA = Contact(role="Client", first_name="Ada", last_name="Byron", email="ada@example.com", tags=("vip",))


def test_a_created_contact_is_read_back_whole(simulator: SuiteDashSimulator, client: Client) -> None:
    """The answer to a creation is thin; what the caller gets is not."""
    made = client.contacts.create(ADA, company="Engine Works", create_company=True, add_circles=("Clients",))
    assert (made.email, made.tags, made.companies[0].name) == ("ada@example.com", ("vip",), "Engine Works")
    assert [circle.name for circle in made.circles] == ["Clients"]
    assert made.created == simulator.clock.now()
    assert simulator.mailed == ()


def test_reading_back_can_be_left_out(simulator: SuiteDashSimulator, connect: Connect) -> None:
    """It costs a call of the month."""
    made = connect(Settings(read_back=False)).contacts.create(ADA)
    assert (made.uid, made.email) == (simulator.uids("contact")[0], None)
    assert simulator.calls_used == 1


def test_a_write_that_cannot_be_read_back_is_still_told(simulator: SuiteDashSimulator, client: Client) -> None:
    """The month ends between the two calls: the uid must not be lost."""
    simulator.use_up(leaving=1)
    made = client.contacts.create(ADA)
    assert made == attrs.evolve(ADA, uid=simulator.uids("contact")[0])


def test_a_contact_is_looked_up_by_uid_and_e_mail(client: Client) -> None:
    """Addresses with marks that a path cannot hold are encoded."""
    made = client.contacts.create(attrs.evolve(ADA, email="ada+a/b?#@example.com"))
    assert client.contacts.get(made.uid or "") == client.contacts.find(" ada+a/b?#@example.com ") == made
    assert client.contacts.find("nobody@example.com") is None
    with pytest.raises(NotFound):
        client.contacts.get("nobody@example.com")


def test_an_update_sends_the_difference_only(simulator: SuiteDashSimulator, client: Client) -> None:
    """Somebody else's change of another field survives, and what is gone is emptied."""
    made = client.contacts.create(attrs.evolve(ADA, title="Partner", address=Address(city="Erie", state="PA")))
    uid = made.uid or ""
    simulator.edit("contact", uid, {"phone": "+12025550123"})
    wanted = attrs.evolve(made, title=None, tags=(), address=Address(city="Salem", state="PA"))
    after = client.contacts.update(uid, wanted, made)
    assert (after.title, after.tags, after.phone) == (None, (), "+12025550123")
    assert after.address == Address(city="Salem", state="PA")


def test_an_update_without_a_base_sends_what_is_set(client: Client) -> None:
    """The role, which only a creation can give, is left out."""
    uid = client.contacts.create(ADA).uid or ""
    after = client.contacts.update(uid, Contact(role="Lead", phone="+12025550123"))
    assert (after.role, after.phone, after.last_name) == ("Client", "+12025550123", "Byron")


def test_an_update_of_nothing_sends_nothing(simulator: SuiteDashSimulator, client: Client) -> None:
    """Every call counts."""
    made = client.contacts.create(ADA)
    before = simulator.calls_used
    assert client.contacts.update(made.uid or "", made, made) == made
    assert simulator.calls_used == before


def test_an_account_that_replaces_records_keeps_the_rest(simulator: SuiteDashSimulator, connect: Connect) -> None:
    """Settings(update="whole") reads first."""
    simulator.rules = SuiteDashRules(put="whole")
    client = connect(Settings(update="whole"))
    made = client.contacts.create(ADA)
    after = client.contacts.update(made.uid or "", attrs.evolve(made, first_name="Augusta"), made)
    assert (after.first_name, after.last_name, after.email) == ("Augusta", "Byron", "ada@example.com")


def test_a_role_cannot_be_changed(client: Client) -> None:
    """Refused here, in words that say where it can."""
    made = client.contacts.create(ADA)
    with pytest.raises(UsageError, match="role"):
        client.contacts.update(made.uid or "", attrs.evolve(made, role="Lead"), made)


@pytest.mark.parametrize(
    "draft",
    [
        Contact(first_name="Ada", last_name="Byron", email="a@example.com"),
        Contact(role="client", first_name="Ada", last_name="Byron", email="a@example.com"),
        Contact(role="Client", first_name="Ada", last_name="Byron"),
        Contact(role="Lead", first_name="Ada"),
        attrs.evolve(ADA, uid="c1"),
    ],
)
def test_a_draft_that_would_be_refused_is_not_sent(
    simulator: SuiteDashSimulator, client: Client, draft: Contact
) -> None:
    """A refused call would cost as much as any other."""
    with pytest.raises(UsageError):
        client.contacts.create(draft)
    assert simulator.calls_used == 0


def test_a_lead_needs_no_e_mail(client: Client) -> None:
    """And is then known by its uid alone."""
    assert client.contacts.create(Contact(role="Lead", first_name="Ada", last_name="B")).email is None


@pytest.mark.parametrize("status", [200, 400, 422])
def test_a_taken_address_is_a_duplicate(simulator: SuiteDashSimulator, client: Client, status: int) -> None:
    """Whatever status that has."""
    simulator.rules = attrs.evolve(simulator.rules, duplicate_status=status)  # type: ignore[arg-type]
    client.contacts.create(ADA)
    with pytest.raises(Conflict) as caught:
        client.contacts.create(ADA)
    assert caught.value.kind == "duplicate"


def test_a_company_to_make_needs_a_name(client: Client) -> None:
    """Before anything is sent."""
    with pytest.raises(UsageError, match="name"):
        client.contacts.create(ADA, create_company=True)


def test_an_odd_active_and_a_bare_time_are_read(simulator: SuiteDashSimulator, connect: Connect) -> None:
    """Neither form is confirmed; a time without a zone is in the zone of the settings."""
    simulator.rules = SuiteDashRules(active_form="text", created_form="bare")
    simulator.seed(1)
    contact = connect(Settings(zone=timezone(timedelta(hours=-5)))).contacts.list().all()[0]
    assert contact.active is True
    assert contact.created == datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
