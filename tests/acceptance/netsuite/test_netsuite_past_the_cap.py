"""Reading by id past the 100,000 results that a query shows, with as many rows as that takes."""

from __future__ import annotations

from collections.abc import Callable

from crosstie.systems.netsuite import Client
from crosstie.testing import FakeClock
from crosstie.testing.netsuite import NetSuiteSimulator
from crosstie.testing.netsuite.records import Record

ROWS = 100_300


def test_reading_by_id_goes_past_the_hundred_thousand(
    connect: Callable[[NetSuiteSimulator], Client], clock: FakeClock
) -> None:
    """Each row once, in the order of ids, in a hundred and one pages; by offset the last 300 are out of reach (2.3)."""
    account = NetSuiteSimulator(clock=clock)
    kind, moment, shelf = (
        account.account.types["customer"],
        account.account.moment(),
        account.account.shelves["customer"],
    )
    # Bare rows, because it takes longer to compose a hundred thousand whole customers than to read them.
    for number in range(801, 801 + ROWS):
        shelf.put(Record(number, kind, moment, moment))
    assert ROWS > account.rules.cap == 100_000
    client = connect(account)
    ids = [row["id"] for row in client.suiteql.by_id("customer", ["id"])]
    assert ids == [str(number) for number in range(801, 801 + ROWS)]
    assert account.count("POST suiteql") == 101
