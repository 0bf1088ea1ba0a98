"""QuickBooks Online, connected by OAuth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from crosstie.systems.quickbooks import App, AsyncClient, Client, Customer, Item, Ref
from crosstie.testing import FakeClock
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator
from subjects.subject import Money, Renewal, Subject, Unknown

__all__ = ["QUICKBOOKS"]


def _simulate(clock: FakeClock) -> QuickBooksSimulator:
    books = QuickBooksSimulator(clock=clock)
    books.seed(25)
    return books


def _priced(price: object) -> Item:
    return Item(name="Contract Oak", type="Service", income_account_ref=Ref("2"), unit_price=price)  # type: ignore[arg-type]


QUICKBOOKS = Subject(
    name="quickbooks",
    system="quickbooks",
    simulate=_simulate,
    app=lambda _: App.for_base("https://qb.example.com", client_id=CLIENT_ID, client_secret=CLIENT_SECRET),
    client=Client,
    async_client=AsyncClient,
    secrets=lambda _: (CLIENT_SECRET,),
    read_route="GET customer",
    list_route="GET query",
    write_route="POST customer",
    get=lambda client: client.customers.get("1"),
    raw=lambda client: client.customers.raw.get("1"),
    listing=lambda client: client.customers.list(page_size=10),
    create=lambda client: client.customers.create(Customer(display_name="Contract Floors")),
    count=lambda books: len(books.records("Customer")),
    keyed=True,
    renewal=Renewal(expire=lambda books: books.expire_access_tokens(), route="POST token"),
    end=lambda books: books.revoke_grants(),
    unknown=Unknown(
        record=lambda answer: answer["Customer"],
        kept=lambda customer: customer.extra,
        change=lambda client, customer: client.customers.replace(attrs.evolve(customer, company_name="Contract")),
        route="POST customer",
        whole=True,
    ),
    money=Money(
        write=lambda client, amount: client.items.create(_priced(amount)),
        route="POST item",
        read=lambda client, made: client.items.get(made.id),
        of=lambda item: item.unit_price,
        largest=Decimal("12345678901.23"),
        why="A unit price is at most 99,999,999,999 (3.3).",
    ),
    mistakes={
        "half a character": lambda client: client.customers.create(Customer(display_name="Ida \ud83d")),
        "half a character in an id": lambda client: client.customers.get("1\ud83d"),
        "half a character in a question": lambda client: client.customers.list(
            where={"display_name": "Ida \ud83d"}
        ).all(),
        "a day for a moment": lambda client: client.customers.list(updated_since=date(2026, 11, 2)).all(),
        "a day for the begin of changes": lambda client: client.changes(Customer, since=date(2026, 11, 2)).all(),
        "no id": lambda client: client.customers.get(""),
        "a number for an id": lambda client: client.customers.get(801),
        "nothing for an id": lambda client: client.customers.get(None),
        "a mapping for a record": lambda client: client.customers.create({"display_name": "Ida"}),
        "another kind of record": lambda client: client.items.create(Customer(display_name="Ida")),
        "a text for the size of a page": lambda client: client.items.list(page_size="5").all(),
        "a float for money": lambda client: client.items.create(_priced(0.1)),
        "a name too long": lambda client: client.customers.create(Customer(display_name="x" * 501)),
        "an id on a draft": lambda client: client.customers.create(Customer(id="1", display_name="Contract Floors")),
        "a key with a blank": lambda client: client.customers.create(
            Customer(display_name="Contract Floors"), idempotency_key="a key"
        ),
    },
)
