"""An estimate becomes a sales order and an invoice, each made once, and what changed since is told in UTC.

Without credentials it simulates an account in California on this machine, over real HTTP. With these in the environment
it tells what changed in a real account within the last day instead, and writes nothing there::

    NETSUITE_ACCOUNT, NETSUITE_CLIENT_ID, NETSUITE_CERTIFICATE_ID, NETSUITE_PRIVATE_KEY (the key itself, in PEM form)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import netsuite
from crosstie.testing import netsuite as testing
from crosstie.testing.serve import serve

KEYS = {
    "account": testing.ACCOUNT,
    "consumer_key": testing.CONSUMER_KEY,
    "consumer_secret": testing.CONSUMER_SECRET,
    "token_id": testing.TOKEN_ID,
    "token_secret": testing.TOKEN_SECRET,
}
JOB = "JOB-5521"
"""The host's own number of the job; what is made for it is found again by it."""


@contextmanager
def simulated() -> Iterator[tuple[netsuite.Client, testing.NetSuiteSimulator]]:
    """Yield a client of a simulated account with ten customers, and what people do there."""
    simulator = testing.NetSuiteSimulator(rules=testing.NetSuiteRules(zone=ZoneInfo("America/Los_Angeles")))
    simulator.seed(10)
    with serve(simulator) as url:
        app = netsuite.App(base_url=url, now=simulator.clock.now)
        storage = MemoryStorage(keys=crosstie.SealingKeys.generate())
        with crosstie.SessionManager(storage, apps=[app], clock=simulator.clock) as sessions:
            yield netsuite.Client(sessions, sessions.connect("netsuite", tenant="acme", **KEYS)), simulator


def sell(client: netsuite.Client, warehouse: testing.NetSuiteSimulator) -> str:
    """Estimate, order, invoice; may be repeated at any time, and makes nothing a second time. Return the invoice."""
    floor = netsuite.Item(item=netsuite.Ref(id="91"), quantity=Decimal(40), rate=Decimal("8.25"))
    draft = netsuite.Estimate(entity=netsuite.Ref(id="803"), memo="Hall", item=netsuite.Items(items=(floor,)))
    client.estimates.upsert(JOB, draft)
    estimate = client.estimates.get(f"eid:{JOB}").id or ""
    order = client.transforms.estimate_to_sales_order(estimate, external_id=f"{JOB}-order")
    warehouse.fulfil(order)
    return client.transforms.sales_order_to_invoice(order, external_id=f"{JOB}-invoice")


def show_changes(client: netsuite.Client, since: datetime) -> int:
    """Print what was changed or deleted since a time; return how many records that were."""
    shown = 0
    documents = (("estimate", client.estimates), ("sales order", client.sales_orders), ("invoice", client.invoices))
    for name, records in documents:
        for document in records.changes(since):
            print(f"{name} {document.tran_id}: {document.total}, changed {document.last_modified_date:%H:%M} UTC")
            shown += 1
    for customer in client.customers.changes(since):
        print(f"customer {customer.entity_id}: {customer.phone}, changed {customer.last_modified_date:%H:%M} UTC")
        shown += 1
    for gone in client.customers.changes(since).deleted():
        print(f"customer {gone.name}: deleted {gone.at:%H:%M} UTC")
        shown += 1
    return shown


def show_real() -> int:
    """Tell what changed in a real account within the last day."""
    names = ("account", "client_id", "certificate_id", "private_key")
    keys = {name: os.environ[f"NETSUITE_{name.upper()}"] for name in names}
    storage = MemoryStorage(keys=crosstie.SealingKeys.generate())
    with crosstie.SessionManager(storage, apps=[netsuite.App()]) as sessions:
        client = netsuite.Client(sessions, sessions.connect("netsuite", tenant="acme", **keys))
        shown = show_changes(client, datetime.now(UTC) - timedelta(days=1))
        print(f"{shown} records since yesterday.")
    return 0


def main() -> int:
    """Run against a real account where there are credentials, else against a simulated one."""
    if "NETSUITE_ACCOUNT" in os.environ:
        return show_real()
    with simulated() as (client, people):
        people.clock.advance(3600)
        since = people.clock.now()
        invoices = {sell(client, people) for _ in range(2)}
        people.clock.advance(600)
        people.edit("customer", "804", {"phone": "555-0104"})
        people.remove("customer", "810")
        print(f"{len(invoices)} invoice for {JOB}, though it was billed twice.")
        shown = show_changes(client, since)
        print(f"{shown} records since {since:%H:%M} UTC; the account's own clocks say {_there(since)}.")
    return 0


def _there(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo('America/Los_Angeles')):%H:%M}"


if __name__ == "__main__":
    sys.exit(main())
