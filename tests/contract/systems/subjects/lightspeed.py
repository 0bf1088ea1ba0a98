"""Lightspeed Retail (R-Series), connected by OAuth."""

from __future__ import annotations

import attrs

from crosstie.systems.lightspeed import App, AsyncClient, Client, Customer, Item
from crosstie.testing import FakeClock
from crosstie.testing.lightspeed import CLIENT_ID, CLIENT_SECRET, LightspeedSimulator, Limits
from subjects.subject import Money, Renewal, Subject, Unknown

__all__ = ["LIGHTSPEED"]


def _simulate(clock: FakeClock) -> LightspeedSimulator:
    account = LightspeedSimulator(clock=clock, limits=Limits(burst=None))
    account.seed(25)
    return account


def _bought_for(cost: object) -> Item:
    return Item(description="Contract Oak", default_cost=cost)  # type: ignore[arg-type]


LIGHTSPEED = Subject(
    name="lightspeed",
    system="lightspeed",
    simulate=_simulate,
    app=lambda _: App.for_base("https://ls.example.com", client_id=CLIENT_ID, client_secret=CLIENT_SECRET),
    client=Client,
    async_client=AsyncClient,
    secrets=lambda _: (CLIENT_SECRET,),
    read_route="GET Customer one",
    list_route="GET Customer",
    write_route="POST Customer",
    get=lambda client: client.customers.get("1"),
    raw=lambda client: client.customers.raw.get("1"),
    listing=lambda client: client.customers.list(page_size=10),
    create=lambda client: client.customers.create(Customer(first_name="Ida", last_name="Contract")),
    count=lambda account: len(account.records("Customer")),
    renewal=Renewal(expire=lambda account: account.expire_access_tokens(), route="POST token"),
    end=lambda account: account.revoke_grants(),
    unknown=Unknown(
        record=lambda answer: answer["Customer"],
        kept=lambda customer: customer.extra,
        change=lambda client, customer: client.customers.update(attrs.evolve(customer, company="Contract"), customer),
        route="PUT Customer one",
        whole=False,
    ),
    money=Money(
        write=lambda client, amount: client.items.create(_bought_for(amount)),
        route="POST Item",
        read=lambda client, made: client.items.get(made.item_id),
        of=lambda item: item.default_cost,
    ),
    mistakes={
        "half a character": lambda client: client.customers.create(Customer(first_name="Ida \ud83d")),
        "half a character in an id": lambda client: client.customers.get("1\ud83d"),
        "no id": lambda client: client.customers.get(""),
        "a number for an id": lambda client: client.customers.get(801),
        "nothing for an id": lambda client: client.customers.get(None),
        "a mapping for a record": lambda client: client.customers.create({"first_name": "Ida"}),
        "another kind of record": lambda client: client.items.create(Customer(first_name="Ida")),
        "a text for the size of a page": lambda client: client.items.list(page_size="5").all(),
        "a path for an id": lambda client: client.customers.get("1/../2"),
        "a float for money": lambda client: client.items.create(_bought_for(0.1)),
        "an id on a draft": lambda client: client.customers.create(Customer(customer_id="1", first_name="Ida")),
        "an update without an id": lambda client: client.customers.update(Customer(first_name="Ida")),
    },
)
