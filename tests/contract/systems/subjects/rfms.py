"""RFMS, connected with a store queue and its key."""

from __future__ import annotations

import attrs

from crosstie.errors import Forbidden
from crosstie.systems.rfms import Address, App, AsyncClient, Client, Customer, Payment
from crosstie.testing import FakeClock
from crosstie.testing.rfms import RfmsSimulator
from subjects.subject import Money, Renewal, Subject, Unknown

__all__ = ["RFMS"]

_DRAFT = Customer(
    customer_type="RESIDENTIAL",
    entry_type="Customer",
    customer_address=Address(last_name="Fern", first_name="Ida"),
    phone1="503-555-0190",
)


def _simulate(clock: FakeClock) -> RfmsSimulator:
    store = RfmsSimulator(clock=clock)
    store.seed(25)
    store.seed_products(3)
    store.seed_orders(1)
    return store


def _end(store: RfmsSimulator) -> None:
    """Give the store another key, as its owner can at any time."""
    store.rules = attrs.evolve(store.rules, api_key="ANOTHER-KEY")
    store.expire_sessions()


def _payment(amount: object) -> Payment:
    return Payment(
        document_number="CG600001",
        payment_method="check",
        payment_amount=amount,  # type: ignore[arg-type]
        receipt_account_id="1",
        payment_reference="contract",
    )


RFMS = Subject(
    name="rfms",
    system="rfms",
    simulate=_simulate,
    app=lambda _: App(),
    client=Client,
    async_client=AsyncClient,
    keys=lambda store: {"store_queue": store.rules.store_queue, "api_key": store.rules.api_key},
    secrets=lambda store: (store.rules.api_key,),
    read_route="GET customer/{id}",
    list_route="POST customers/find",
    write_route="POST customer",
    get=lambda client: client.customers.get("4711"),
    raw=lambda client: client.customers.raw.get("4711"),
    listing=lambda client: client.customers.find("example.com"),
    create=lambda client: client.customers.save(_DRAFT),
    count=lambda store: len(store.store.customers),
    renewal=Renewal(expire=lambda store: store.expire_sessions(), route="POST session/begin"),
    end=_end,
    # An answer of 401 or 403 with a session that is new means a missing right; the two look the same (1.4).
    refused=Forbidden,
    unknown=Unknown(
        record=lambda answer: answer["result"],
        kept=lambda customer: customer.extra,
        change=lambda client, customer: client.customers.save(attrs.evolve(customer, phone1="503-555-0199")),
        route="POST customer",
        whole=True,
    ),
    money=Money(
        write=lambda client, amount: client.payments.record(_payment(amount)),
        route="POST payment",
        read=lambda client, result: client.payments.of_order(result.invoice_number),
        of=lambda payments: payments[-1].payment_amount,
    ),
    mistakes={
        "half a character": lambda client: client.customers.save(
            attrs.evolve(_DRAFT, customer_address=Address(last_name="Fern \ud83d", first_name="Ida"))
        ),
        "half a character in an id": lambda client: client.customers.get("4711\ud83d"),
        "no id": lambda client: client.customers.get(" "),
        "a number for an id": lambda client: client.customers.get(801),
        "a number for a line's id": lambda client: client.orders.remove_lines("CG100001", [7]),
        "nothing for an id": lambda client: client.customers.get(None),
        "a mapping for a record": lambda client: client.customers.save({"customer_id": "4711"}),
        "an id of 0": lambda client: client.customers.save(attrs.evolve(_DRAFT, customer_id="0")),
        "a float for money": lambda client: client.payments.record(_payment(0.1)),
        "a payment without an amount": lambda client: client.payments.record(_payment(None)),
    },
)
