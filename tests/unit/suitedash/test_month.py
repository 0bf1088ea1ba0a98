"""Keys, the count of the month, and what becomes of calls that go wrong."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from crosstie.core.exchange import RetryPolicy
from crosstie.errors import (
    CredentialsRejected,
    DecodeError,
    OutcomeUnknown,
    QuotaExhausted,
    ServerFault,
    UsageError,
)
from crosstie.sessions import SessionManager
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import rfms
from crosstie.systems.suitedash import (
    Client,
    Contact,
    Settings,
)
from crosstie.testing import Answer, Html, Timeout
from crosstie.testing.suitedash import SECRET_KEY, SuiteDashSimulator

Connect = Callable[[Settings], Client]

ADA = Contact(role="Client", first_name="Ada", last_name="Byron", email="ada@example.com", tags=("vip",))


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
    with pytest.raises(OutcomeUnknown) as caught:
        client.contacts.create(ADA)
    assert caught.value.retry == "unknown"
    assert client.contacts.find("ada@example.com") is not None
    assert simulator.writes["create contact"] == 1


def test_a_creation_without_a_uid_is_in_doubt(simulator: SuiteDashSimulator, client: Client) -> None:
    """Something was made, and nobody knows what it is called."""
    simulator.faults.add(Answer(status=201, body=b'{"success": true, "data": {"first_name": "Ada"}}'))
    with pytest.raises(OutcomeUnknown, match="uid"):
        client.contacts.create(ADA)


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
    with pytest.raises(UsageError, match=r"is one to rfms; .* suitedash\.App"):
        Client(sessions, ("acme", "rfms", "default"))
    with pytest.raises(UsageError, match="No app"):
        Client(sessions, ("acme", "suitedash", "default"))
