"""Stock of two shops is evened out while the tills sell on, and nothing that they sell is written over.

Without credentials it simulates a merchant on this machine, over real HTTP. With these in the environment it shows the
stock of a real account instead, after asking a person to connect it, and changes nothing::

    LIGHTSPEED_CLIENT_ID, LIGHTSPEED_CLIENT_SECRET
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl

import crosstie
from crosstie.http import Request
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import lightspeed
from crosstie.testing.lightspeed import CLIENT_ID, CLIENT_SECRET, LightspeedSimulator, Limits
from crosstie.testing.serve import serve

ENOUGH = 3
"""A shop with fewer than this is helped out by the other one."""


@contextmanager
def simulated() -> Iterator[tuple[lightspeed.Client, Callable[[], None]]]:
    """Yield a client of a simulated merchant with 12 items, and what happens at its till meanwhile."""
    simulator = LightspeedSimulator(limits=Limits())
    simulator.seed_items(12)
    with serve(simulator) as url:
        app = lightspeed.App.for_base(url, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
        storage = MemoryStorage(keys=crosstie.SealingKeys.generate())
        with crosstie.SessionManager(storage, apps=[app], clock=simulator.clock) as sessions:
            start = sessions.authorize("lightspeed", tenant="acme")
            base, _, query = start.url.partition("?")
            visit = Request(method="GET", url=base, params=tuple(parse_qsl(query)))
            connection = sessions.complete(start, simulator.handle(visit).headers["location"])
            yield lightspeed.Client(sessions, connection), lambda: simulator.sell(3, 1)


def even_out(shop: lightspeed.Client, *, meanwhile: Callable[[], None]) -> int:
    """Move half of the difference from the fuller shop to the emptier one, for each item that is low somewhere."""
    moved = 0
    for item in shop.items.list(relations=["item_shops"]):
        rows = [row for row in item.item_shops.item_shop if not row.is_summary] if item.item_shops else []
        low, high = min(rows, key=_on_hand, default=None), max(rows, key=_on_hand, default=None)
        if low is None or high is None or _on_hand(low) >= ENOUGH:
            continue
        number = (_on_hand(high) - _on_hand(low)) // 2
        meanwhile()
        moved += move(shop, item, number, source=high, target=low)
    return moved


def move(
    shop: lightspeed.Client,
    item: lightspeed.Item,
    number: int,
    *,
    source: lightspeed.ItemShop,
    target: lightspeed.ItemShop,
) -> int:
    """Take from one shop and give to the other; what is there is read again for each step."""
    item_id = item.item_id or ""
    taken = shop.stock.adjust(item_id, shop_id=source.shop_id or "", by=-number, verify=True)
    given = shop.stock.adjust(item_id, shop_id=target.shop_id or "", by=number, verify=True)
    print(f"{item.description}: shop {taken.shop_id} {taken.before} -> {taken.found},", end=" ")
    print(f"shop {given.shop_id} {given.before} -> {given.found}")
    return number


def show_real() -> int:
    """Show the stock of a real account."""
    app = lightspeed.App(
        client_id=os.environ["LIGHTSPEED_CLIENT_ID"],
        client_secret=os.environ["LIGHTSPEED_CLIENT_SECRET"],
        scopes=("employee:inventory_read",),
        pkce=False,
    )
    storage = MemoryStorage(keys=crosstie.SealingKeys.generate())
    with crosstie.SessionManager(storage, apps=[app]) as sessions:
        start = sessions.authorize("lightspeed", tenant="acme")
        print(f"Open {start.url}")
        connection = sessions.complete(start, input("and paste the address that it leads to: ").strip())
        shop = lightspeed.Client(sessions, connection)
        for row in shop.item_shops.list(where=lightspeed.field("shop_id").differs("0")):
            print(f"item {row.item_id}, shop {row.shop_id}: {row.qoh}")
    return 0


def _on_hand(row: lightspeed.ItemShop) -> int:
    return row.qoh or 0


def main() -> int:
    """Run against a real account where there are credentials, else against a simulated one."""
    if "LIGHTSPEED_CLIENT_ID" in os.environ:
        return show_real()
    with simulated() as (shop, sell_one):
        moved = even_out(shop, meanwhile=sell_one)
        print(f"{moved} pieces moved while the till sold on.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
