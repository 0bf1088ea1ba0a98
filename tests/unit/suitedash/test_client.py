"""The client against the simulated account: reads, writes, what is refused before it is sent, and the count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import attrs
import pytest

from crosstie.core.exchange import RetryPolicy
from crosstie.errors import (
    Conflict,
    CredentialsRejected,
    DecodeError,
    Invalid,
    NotFound,
    OutcomeUnknown,
    QuotaExhausted,
    ServerFault,
    UsageError,
)
from crosstie.sessions import SessionManager
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import rfms
from crosstie.systems.suitedash import (
    Address,
    Client,
    Company,
    Contact,
    PrimaryContact,
    Project,
    Settings,
    Subscription,
)
from crosstie.systems.suitedash.models_projects import Subscribed
from crosstie.testing import Answer, Html, Stuck, Timeout
from crosstie.testing.suitedash import SECRET_KEY, SuiteDashRules, SuiteDashSimulator

Connect = Callable[[Settings], Client]

ADA = Contact(role="Client", first_name="Ada", last_name="Byron", email="ada@example.com", tags=("vip",))
WORKS = Company(name="Engine Works", role="Prospect")


# -- contacts ----------------------------------------------------------------------------------------------------------


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


# -- lists -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules",
    [
        SuiteDashRules(),
        SuiteDashRules(pagination="short"),
        SuiteDashRules(total_pages=False),
        SuiteDashRules(pagination="short", total_pages=False),
    ],
)
def test_every_record_is_listed_by_either_stop_rule(
    simulator: SuiteDashSimulator, client: Client, rules: SuiteDashRules
) -> None:
    """Pages end by totalPages or by nextPage, whichever there is."""
    simulator.rules = rules
    simulator.seed(30)
    assert {contact.uid for contact in client.contacts.list()} == set(simulator.uids("contact"))
    assert simulator.count("GET contacts") == 3


def test_a_record_that_shifts_onto_the_next_page_is_listed_once(simulator: SuiteDashSimulator, client: Client) -> None:
    """The newest come first, so that one made meanwhile pushes another one onto the next page."""
    simulator.seed(15)
    pages = client.contacts.list().pages()
    listed = [contact.uid for contact in next(pages).items]
    simulator.seed(1)
    listed += [contact.uid for page in pages for contact in page.items]
    assert len(listed) == len(set(listed)) == 15


def test_keys_go_to_the_own_host_only(simulator: SuiteDashSimulator, client: Client) -> None:
    """The next page is asked for by number: its address names another host."""
    simulator.rules = attrs.evolve(simulator.rules, host="https://elsewhere.example.com/api")
    simulator.seed(11)
    client.contacts.list().all()
    assert {exchange.request.url for exchange in simulator.log} == {"https://app.suitedash.com/secure-api/contacts"}


def test_a_list_that_does_not_move_ends_in_an_error(simulator: SuiteDashSimulator, client: Client) -> None:
    """Whether the page says its number or not."""
    simulator.seed(25)
    simulator.faults.add(Stuck(), times=None)
    with pytest.raises(DecodeError, match="asked for page 2"):
        client.contacts.list().all()


def test_bounds_are_sent_with_their_offset(simulator: SuiteDashSimulator, client: Client) -> None:
    """Exclusive on both ends."""
    simulator.seed(5)
    first = client.contacts.get(simulator.uids("contact")[0]).created
    last = client.contacts.get(simulator.uids("contact")[4]).created
    assert len(client.contacts.list(created_after=first, created_before=last).all()) == 3


def test_a_list_that_makes_no_sense_is_not_asked_for(client: Client) -> None:
    """Naive bounds, empty intervals, orders that nobody knows."""
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    with pytest.raises(UsageError, match="time zone"):
        client.contacts.list(created_after=noon.replace(tzinfo=None))
    with pytest.raises(UsageError, match="before"):
        client.companies.list(created_after=noon, created_before=noon)
    with pytest.raises(UsageError, match="order_by"):
        client.projects.list(order_by="name")
    with pytest.raises(UsageError, match="page"):
        client.contacts.list().page("nonsense")


def test_an_order_that_the_host_knows_is_sent(simulator: SuiteDashSimulator, connect: Connect) -> None:
    """The words are not documented: whoever has found them puts them into the settings."""
    simulator.seed_companies(4)
    names = [company.name for company in connect(Settings(order_by=("name",))).companies.list(order_by="name")]
    assert names == sorted(filter(None, names))


# -- companies, projects and the rest ----------------------------------------------------------------------------------


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


# -- keys, month and trouble -------------------------------------------------------------------------------------------


def test_wrong_keys_are_refused_once(simulator: SuiteDashSimulator, client: Client) -> None:
    """There is nothing to renew: no second call is spent on the same keys, and none of them is shown."""
    simulator.replace_secret("another")
    with pytest.raises(CredentialsRejected) as caught:
        client.contacts.get("ada@example.com")
    assert simulator.count(status=401) == 1
    assert SECRET_KEY not in str(caught.value)


def test_a_used_up_month_is_never_asked_again(simulator: SuiteDashSimulator, client: Client) -> None:
    """Waiting for seconds does not help; the count knows it from then on."""
    simulator.use_up()
    with pytest.raises(QuotaExhausted):
        client.contacts.list().all()
    assert simulator.count(status=429) == 1
    assert (client.usage().exhausted, client.usage().left) == (True, 0)


def test_the_plans_number_ends_calls_before_they_are_sent(simulator: SuiteDashSimulator, connect: Connect) -> None:
    """And the next month begins at nothing."""
    client = connect(Settings(allowance=2))
    client.contacts.find("a@example.com")
    client.contacts.find("b@example.com")
    assert client.usage().left == 0
    with pytest.raises(QuotaExhausted, match="are used up, by the count"):
        client.contacts.find("c@example.com")
    assert simulator.calls_used == 2
    simulator.clock.advance(31 * 86_400)
    assert client.usage().left == 2
    assert client.contacts.find("c@example.com") is None


def test_every_attempt_is_counted(simulator: SuiteDashSimulator, client: Client) -> None:
    """A read that is repeated cost two calls, and the count of this process agrees with the account's."""
    simulator.seed(1)
    simulator.faults.add(Timeout(after_effect=True))
    client.contacts.list().all()
    assert client.usage().calls == simulator.calls_used == 2


def test_reads_are_repeated_once_and_writes_never(simulator: SuiteDashSimulator, client: Client) -> None:
    """A failing server costs two calls for a read; a write may have been carried out."""
    simulator.faults.add(Answer(status=503), times=None)
    with pytest.raises(ServerFault):
        client.contacts.get("ada@example.com")
    with pytest.raises(OutcomeUnknown):
        client.contacts.create(ADA)
    assert simulator.count("GET *") == 2
    assert simulator.count("POST *") == 1


@pytest.mark.parametrize("fault", [Timeout(after_effect=True), Html(after_effect=True)])
def test_a_creation_without_an_answer_is_in_doubt(
    simulator: SuiteDashSimulator, client: Client, fault: Timeout | Html
) -> None:
    """Looked up by e-mail before it is tried again; here it is there."""
    simulator.faults.add(fault, route="POST contact")
    with pytest.raises((OutcomeUnknown, DecodeError)) as caught:
        client.contacts.create(ADA)
    assert caught.value.retry == "unknown"
    assert client.contacts.find("ada@example.com") is not None
    assert simulator.writes["create contact"] == 1


def test_a_creation_without_a_uid_is_in_doubt(simulator: SuiteDashSimulator, client: Client) -> None:
    """Something was made, and nobody knows what it is called."""
    simulator.faults.add(Answer(status=201, body=b'{"success": true, "data": {"first_name": "Ada"}}'))
    with pytest.raises(DecodeError, match="uid") as caught:
        client.contacts.create(ADA)
    assert caught.value.retry == "unknown"


def test_options_and_raw_answers(simulator: SuiteDashSimulator, client: Client) -> None:
    """Another policy for one client, and what the wire said beside the value."""
    simulator.faults.add(Answer(status=503), times=2)
    simulator.seed(1)
    patient = client.with_options(retry=RetryPolicy(attempts=3))
    answer = patient.contacts.raw.get(simulator.uids("contact")[0])
    assert (answer.status, len(answer.attempts), answer.value.first_name) == (200, 3, "Ada")
    assert repr(patient) == "Client(acme/suitedash/default)"


@pytest.mark.parametrize("identifier", ["", " ", ".", "..", "meta"])
def test_an_identifier_that_is_another_path_is_refused(client: Client, identifier: str) -> None:
    """``GET /contact/meta`` is another operation."""
    with pytest.raises(UsageError):
        client.contacts.get(identifier)


@pytest.mark.parametrize("body", [b'{"success": true}', b'{"data": ["role"]}', b'{"data": 5}'])
def test_a_description_of_fields_in_another_shape_is_not_kept(
    simulator: SuiteDashSimulator, client: Client, body: bytes
) -> None:
    """The nesting was never seen: what is no mapping is said to be none, and asked for again."""
    simulator.faults.add(Answer(status=200, body=body))
    with pytest.raises(DecodeError):
        client.contacts.fields()
    assert "role" in client.contacts.fields()


@pytest.mark.parametrize(
    "meta", [b"", b', "meta": null', b', "meta": {"pagination": 5}', b', "meta": {"pagination": {}}']
)
def test_a_list_that_says_nothing_of_pages_is_read_until_it_is_empty(
    simulator: SuiteDashSimulator, client: Client, meta: bytes
) -> None:
    """The stop rules of clients in use may both be missing."""
    rows = (b'[{"uid": "c1"}]', b'[{"uid": "c2"}]', b"[]")
    for row in rows:
        simulator.faults.add(Answer(status=200, body=b'{"success": true, "data": ' + row + meta + b"}"))
    assert [contact.uid for contact in client.contacts.list()] == ["c1", "c2"]


def test_what_json_cannot_say_is_not_sent(simulator: SuiteDashSimulator, client: Client) -> None:
    """Custom values are free, but not that free."""
    with pytest.raises(UsageError, match="JSON"):
        client.contacts.create(attrs.evolve(ADA, custom_fields={"e1": object()}))
    assert simulator.calls_used == 0


def test_every_collection_answers_raw(simulator: SuiteDashSimulator, client: Client) -> None:
    """Status, headers and attempts beside the value; nothing is closed by a client."""
    simulator.seed_companies(1)
    simulator.seed_projects(1)
    with client as same:
        assert same.companies.raw.get(simulator.uids("company")[0]).status == 200
        assert same.projects.raw.most_recent().value.name == "Signing 1"
    assert client.projects.get(simulator.uids("project")[0]).name == "Signing 1"


def test_a_client_needs_a_connection_of_its_system(simulator: SuiteDashSimulator) -> None:
    """Another system's connection, or none at all, is the host's mistake, found before any call."""
    apps = [rfms.App()]
    sessions = SessionManager(MemoryStorage(), apps, transport=simulator.transport(), clock=simulator.clock)
    with pytest.raises(UsageError, match="not one to SuiteDash"):
        Client(sessions, ("acme", "rfms", "default"))
    with pytest.raises(UsageError, match="No app"):
        Client(sessions, ("acme", "suitedash", "default"))
