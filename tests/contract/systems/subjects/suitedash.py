"""SuiteDash, connected with a public id and a secret key."""

from __future__ import annotations

import attrs

from crosstie.systems.suitedash import App, AsyncClient, Client, Contact, Project
from crosstie.testing import FakeClock
from crosstie.testing.suitedash import PUBLIC_ID, SECRET_KEY, SuiteDashSimulator
from subjects.subject import Absent, Money, Subject, Unknown

__all__ = ["SUITEDASH"]

_DRAFT = Contact(role="Client", first_name="Ida", last_name="Contract", email="ida@example.com")
_FIRST = "c0000000-0000-4000-8000-000000000001"
_PROJECT = "f0000000-0000-4000-8000-000000000001"


def _simulate(clock: FakeClock) -> SuiteDashSimulator:
    account = SuiteDashSimulator(clock=clock)
    account.seed(25)
    account.seed_projects(1)
    return account


def _worth(value: object) -> Project:
    return Project(estimated_value=value)  # type: ignore[arg-type]


SUITEDASH = Subject(
    name="suitedash",
    system="suitedash",
    simulate=_simulate,
    app=lambda _: App(),
    client=Client,
    async_client=AsyncClient,
    keys=lambda _: {"public_id": PUBLIC_ID, "secret_key": SECRET_KEY},
    secrets=lambda _: (SECRET_KEY,),
    read_route="GET contact/{identifier}",
    list_route="GET contacts",
    write_route="POST contact",
    get=lambda client: client.contacts.get(_FIRST),
    raw=lambda client: client.contacts.raw.get(_FIRST),
    listing=lambda client: client.contacts.list(),
    create=lambda client: client.contacts.create(_DRAFT),
    count=lambda account: len(account.uids("contact")),
    renewal=Absent("The keys are good until somebody revokes them; there are no sessions (1)."),
    end=lambda account: account.replace_secret("another"),
    pauses=Absent("A 429 means that the calls of the month are used up, so that no pause could help (1)."),
    unknown=Unknown(
        record=lambda answer: answer["data"],
        kept=lambda contact: contact.extra,
        change=lambda client, contact: client.contacts.update(
            contact.uid, attrs.evolve(contact, title="Partner"), contact
        ),
        route="PUT contact/{identifier}",
        whole=False,
    ),
    money=Money(
        write=lambda client, amount: client.projects.update(_PROJECT, _worth(amount)),
        route="PUT project/{type}/{identifier}",
        read=lambda client, made: client.projects.get(made.uid),
        of=lambda project: project.estimated_value,
    ),
    mistakes={
        "half a character": lambda client: client.contacts.create(attrs.evolve(_DRAFT, first_name="Ida \ud83d")),
        "half a character in an id": lambda client: client.contacts.get("ida\ud83d@example.com"),
        "no id": lambda client: client.contacts.get(" "),
        "a number for an id": lambda client: client.contacts.get(801),
        "nothing for an id": lambda client: client.contacts.get(None),
        "a mapping for a record": lambda client: client.contacts.create({"email": "ida@example.com"}),
        "a mapping for a base": lambda client: client.contacts.update("u1", _DRAFT, {"title": "Partner"}),
        "a float for money": lambda client: client.projects.update(_PROJECT, _worth(0.1)),
        "a role that there is not": lambda client: client.contacts.create(attrs.evolve(_DRAFT, role="Boss")),
        "no e-mail address": lambda client: client.contacts.create(attrs.evolve(_DRAFT, email=None)),
    },
)
