"""Stock: read per shop, set only where it still is what was thought, adjusted from what is there now, counted (L6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

import crosstie
from crosstie.core.messages import Request
from crosstie.systems import lightspeed
from crosstie.testing import Answer, FakeClock, Timeout
from crosstie.testing.lightspeed import LightspeedSimulator


@attrs.define
class Till:
    """Sells one of item 1 in shop 1 each time a call of a kind arrives, as a real till might."""

    simulator: LightspeedSimulator
    method: str
    sales: int = 1

    def sells(self, request: Request) -> bool:
        """Sell when the call is of the kind; never strike it."""
        if self.sales and request.method == self.method:
            self.sales -= 1
            self.simulator.sell(1, 1)
        return False


@pytest.fixture
def selling(simulator: LightspeedSimulator) -> Callable[[str], None]:
    """Let a till sell in the moment before the next call with this verb is carried out."""
    return lambda method: (simulator.faults.add(Timeout(), when=Till(simulator, method).sells, times=None), None)[1]


async def test_levels_are_per_shop(async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator) -> None:
    """The row that sums up all shops is not one of them; a shop without a row has none."""
    levels = await async_client.stock.levels("1")
    assert [(row.shop_id, row.qoh) for row in levels] == [("1", 4), ("2", 7)]
    simulator.add("Shop", {"name": "Dock"})
    assert await async_client.stock.level("1", shop_id="3") is None
    with pytest.raises(crosstie.UsageError):
        await async_client.stock.level("1", shop_id="0")


async def test_stock_moves_without_its_item(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """A sale moves the stamp of the stock row, not that of the item (the tenth surprise)."""
    clock.advance(60)
    since = clock.now()
    simulator.sell(2, 1)
    assert await async_client.items.list(updated_since=since).all() == []
    rows = await async_client.stock.changed_since(since, shop_id="1").all()
    assert [row.item_id for row in rows] == ["2"]
    entry = await async_client.stock.log("2", shop_id="1").first()
    assert entry is not None
    assert (entry.qoh_change, entry.reason) == (-1, "Sale")


async def test_stock_is_set_where_it_is_as_expected(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """The number is compared again directly before the write, and read back after it."""
    change = await async_client.stock.set("1", shop_id="1", quantity=9, expected=4)
    assert (change.before, change.after, change.found) == (4, 9, 9)
    assert (simulator.on_hand(1, 1), simulator.on_hand(1, 0)) == (9, 16)


async def test_a_stale_number_is_never_written(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """Somebody sold one since the caller looked: nothing is written, and the error says what is there now."""
    simulator.sell(1, 1)
    with pytest.raises(crosstie.Conflict, match="3 on hand") as caught:
        await async_client.stock.set("1", shop_id="1", quantity=9, expected=4)
    assert (caught.value.kind, simulator.on_hand(1, 1)) == ("stale", 3)
    assert simulator.writes("Item") == []


async def test_an_adjustment_starts_from_what_is_there(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """Whatever was sold before, two more are two more; a shop without a row gets one."""
    simulator.sell(1, 1, 3)
    assert (await async_client.stock.adjust("1", shop_id="1", by=2)).after == 3
    simulator.add("Shop", {"name": "Dock"})
    assert (await async_client.stock.adjust("1", shop_id="3", by=5)).found == 5
    assert (await async_client.stock.adjust("1", shop_id="3", by=-6)).found == -1


async def test_a_sale_between_reading_and_writing_is_found_and_put_right(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator, selling: Callable[[str], None]
) -> None:
    """The log tells that the write moved more than it should; the difference is given back."""
    selling("PUT")
    change = await async_client.stock.adjust("1", shop_id="1", by=2, verify=True)
    assert (change.corrected, change.found) == (-1, 5)
    assert simulator.on_hand(1, 1) == 4 - 1 + 2


async def test_without_looking_a_sale_in_that_moment_is_lost(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator, selling: Callable[[str], None]
) -> None:
    """That is the gap that Lightspeed leaves, and the reason to verify where it matters (4)."""
    selling("PUT")
    await async_client.stock.adjust("1", shop_id="1", by=2)
    assert simulator.on_hand(1, 1) == 4 + 2


async def test_hands_that_write_at_once_are_not_told_apart(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """Another manual change after ours: the log cannot say which is which, so a person looks."""

    def correct_by_hand(request: Request) -> bool:
        if request.method == "GET" and "InventoryLog" in request.url and simulator.writes("Item"):
            simulator.edit("Item", 1, {"ItemShops": {"ItemShop": {"shopID": 1, "qoh": 50}}})
        return False

    simulator.faults.add(Timeout(), when=correct_by_hand, times=None)
    with pytest.raises(crosstie.Conflict, match="by hand"):
        await async_client.stock.adjust("1", shop_id="1", by=2, verify=True)


async def test_a_write_that_the_log_does_not_show_is_not_made_twice(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator, selling: Callable[[str], None]
) -> None:
    """A sale had moved the stock to the very number: it is said, not guessed at."""
    selling("PUT")
    with pytest.raises(crosstie.Conflict, match="does not show") as caught:
        await async_client.stock.adjust("1", shop_id="1", by=-1, verify=True)
    assert (caught.value.done, simulator.on_hand(1, 1)) == ("It was set to 3.", 3)
    assert simulator.count("PUT Item one") == 1


async def test_reading_back_is_a_setting(
    async_client: lightspeed.AsyncClient, async_sessions: crosstie.AsyncSessionManager, simulator: LightspeedSimulator
) -> None:
    """Without it a change costs two calls, and says nothing about what is there now; no change costs one."""
    quick = lightspeed.AsyncClient(
        async_sessions, ("acme", "lightspeed", "default"), settings=lightspeed.Settings(confirm_stock=False)
    )
    assert (await quick.stock.adjust("1", shop_id="1", by=1)).found is None
    assert (await async_client.stock.adjust("1", shop_id="1", by=0)).found == 5
    assert simulator.count("GET ItemShop") == 2


async def test_a_lost_answer_is_never_repeated(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """The write may have happened: the caller is told so, and nothing is written over what happened since."""
    simulator.faults.add(Timeout(after_effect=True), route="PUT Item one")
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        await async_client.stock.adjust("1", shop_id="1", by=2)
    assert caught.value.done == "It was not repeated."
    assert (simulator.count("PUT Item one"), simulator.on_hand(1, 1)) == (1, 6)


@pytest.fixture
def throttled(simulator: LightspeedSimulator) -> Callable[[int], None]:
    """Turn writes away for a full bucket, and let a till sell while there is no room."""

    def turn_away(times: int) -> None:
        simulator.faults.add(Timeout(), when=Till(simulator, "PUT").sells, times=None)
        simulator.faults.add(Answer(status=429, retry_after="2"), route="PUT Item one", times=times)

    return turn_away


async def test_a_write_that_was_turned_away_is_decided_anew(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator, throttled: Callable[[int], None]
) -> None:
    """A till sells while the bucket is full: two more are two more than what is there after the wait."""
    throttled(1)
    change = await async_client.stock.adjust("1", shop_id="1", by=2)
    assert (change.before, change.found, simulator.on_hand(1, 1)) == (3, 5, 4 - 1 + 2)


async def test_a_number_that_is_stale_after_the_wait_is_not_written(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator, throttled: Callable[[int], None]
) -> None:
    """What the caller expected is compared again before every try, not before the first alone."""
    throttled(1)
    with pytest.raises(crosstie.Conflict, match="3 on hand"):
        await async_client.stock.set("1", shop_id="1", quantity=9, expected=4)
    assert (simulator.on_hand(1, 1), simulator.writes("Item")) == (3, [])


@attrs.define
class Rush:
    """Fills the bucket before a write, and sells one of item 1 in shop 1 while the write waits for its turn."""

    simulator: LightspeedSimulator
    times: int
    reads: int = 0

    def sells(self, request: Request) -> bool:
        """Sell before every second reading of the stock, which is that of a write that waited; never strike it."""
        if "ItemShop" in request.url and self.times:
            self.reads += 1
            if self.reads % 2:
                self.simulator.fill_bucket(89.5)
            else:
                self.times -= 1
                self.simulator.sell(1, 1)
        return False


async def test_a_write_that_waited_for_its_turn_reads_again(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """The bucket is full between reading and writing, and a till sells meanwhile: two more than what is there then."""
    simulator.faults.add(Timeout(), when=Rush(simulator, times=1).sells, times=None)
    change = await async_client.stock.adjust("1", shop_id="1", by=2)
    assert (change.before, change.after, simulator.on_hand(1, 1)) == (3, 5, 4 - 1 + 2)
    assert simulator.count("PUT Item one") == 1


async def test_a_write_that_reads_again_finds_room_for_both(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """The second look would take the write's room: it waits until there is enough, and nothing is turned away."""
    simulator.fill_bucket(89.5)
    assert (await async_client.stock.adjust("1", shop_id="1", by=2)).found == 6
    assert (simulator.count("PUT Item one"), simulator.throttled) == (1, 0)


async def test_what_a_caller_expected_is_compared_again_after_the_wait(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """Nothing is written over a sale that fell into the wait for a full bucket."""
    simulator.faults.add(Timeout(), when=Rush(simulator, times=1).sells, times=None)
    with pytest.raises(crosstie.Conflict, match="3 on hand"):
        await async_client.stock.set("1", shop_id="1", quantity=9, expected=4)
    assert (simulator.on_hand(1, 1), simulator.writes("Item")) == (3, [])


async def test_tills_that_are_always_faster_are_told(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """After as many tries as any call has, it is said that nothing was written and that it may be tried again."""
    simulator.faults.add(Timeout(), when=Rush(simulator, times=100).sells, times=None)
    with pytest.raises(crosstie.Conflict) as caught:
        await async_client.stock.adjust("1", shop_id="1", by=2)
    assert (caught.value.retry, caught.value.done, caught.value.attempts) == ("safe", "Nothing was written.", 4)
    assert (simulator.on_hand(1, 1), simulator.count("PUT Item one")) == (0, 0)


async def test_turned_away_for_good_it_is_said_so(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator, throttled: Callable[[int], None]
) -> None:
    """The tries of a change are those of any call; the last refusal is the caller's to know."""
    throttled(100)
    with pytest.raises(crosstie.RateLimited) as caught:
        await async_client.stock.adjust("1", shop_id="1", by=2)
    assert (caught.value.attempts, simulator.count("PUT Item one"), simulator.on_hand(1, 1)) == (4, 4, 3)


@pytest.mark.parametrize("number", [2.5, "2", True, None], ids=str)
async def test_pieces_are_whole(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator, number: object
) -> None:
    """A half, a text or a flag is refused before anything is sent: half a count would be left behind."""
    wrong: Any = number
    stock = async_client.stock
    with pytest.raises(crosstie.UsageError, match="quantity is a whole number"):
        await stock.set("1", shop_id="1", quantity=wrong, expected=4)
    with pytest.raises(crosstie.UsageError, match="expected is a whole number"):
        await stock.set("1", shop_id="1", quantity=4, expected=wrong)
    with pytest.raises(crosstie.UsageError, match="by is a whole number"):
        await stock.adjust("1", shop_id="1", by=wrong, verify=True)
    with pytest.raises(crosstie.UsageError, match="counted is a whole number"):
        await stock.count("Spring", shop_id="1", counted={"1": 3, "2": wrong})
    assert (simulator.count("* Item*"), simulator.count("* InventoryCount*")) == (0, 0)


async def test_a_change_that_cannot_be_read_back_is_made_all_the_same(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """An error would have it made again: what was found is not known, what was written is."""
    simulator.faults.add(Answer(status=429), route="GET ItemShop", nth=2, times=None)
    change = await async_client.stock.adjust("1", shop_id="1", by=2)
    assert (change.after, change.found, simulator.on_hand(1, 1)) == (6, None, 6)


async def test_a_change_that_cannot_be_verified_must_not_be_made_again(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """The log cannot be read after the write: a pause would be safe to wait for, the whole call is not."""
    simulator.faults.add(Answer(status=429), route="GET InventoryLog", nth=2, times=None)
    with pytest.raises(crosstie.RateLimited) as caught:
        await async_client.stock.adjust("1", shop_id="1", by=2, verify=True)
    assert (caught.value.retry, caught.value.done) == ("unsafe", "It was set to 6, which is not verified.")
    assert simulator.on_hand(1, 1) == 6


async def test_a_count_that_broke_off_is_named(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """Half of it is written down: it can be deleted, and counting anew would make another one beside it."""
    with pytest.raises(crosstie.NotFound) as caught:
        await async_client.stock.count("Spring", shop_id="2", counted={"1": 12, "999": 1})
    begun = simulator.records("InventoryCount")[0]["inventoryCountID"]
    assert (caught.value.retry, f"Count {begun} is begun" in (caught.value.done or "")) == ("unsafe", True)
    await async_client.inventory_counts.delete(begun)
    simulator.faults.add(Answer(status=429), route="POST InventoryCountItem", times=None)
    with pytest.raises(crosstie.RateLimited) as throttled:
        await async_client.stock.count("Spring", shop_id="2", counted={"1": 12})
    assert throttled.value.retry == "unsafe"


async def test_an_item_with_another_ones_code_takes_no_stock(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """A duplicate UPC is refused with 422 even when only the stock is written, and the advice says so (3.1)."""
    simulator.account().need("Item", 2).values["upc"] = "400000000000"
    with pytest.raises(crosstie.Invalid) as caught:
        await async_client.stock.adjust("1", shop_id="1", by=1)
    assert (caught.value.status, "UPC" in (caught.value.advice or "")) == (422, True)


async def test_a_count_moves_nothing_before_it_is_reconciled(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """Counted, looked at, then made the stock: of one item, or of all."""
    count = await async_client.stock.count("Spring", shop_id="2", counted={"1": 12, "2": 0}, employee_id="1")
    assert count.inventory_count_id is not None
    assert simulator.on_hand(1, 2) == 7
    await async_client.stock.reconcile(count.inventory_count_id, item_id="1")
    assert (simulator.on_hand(1, 2), simulator.on_hand(2, 2)) == (12, 14)
    await async_client.stock.reconcile(count.inventory_count_id)
    assert (simulator.on_hand(1, 2), simulator.on_hand(2, 2)) == (12, 0)
    with pytest.raises(crosstie.UsageError):
        await async_client.stock.count("Nothing", shop_id="2", counted={})


async def test_the_raw_form_answers_the_last_exchange(async_client: lightspeed.AsyncClient) -> None:
    """The value is that of the method, the exchange that of its last call."""
    answer = await async_client.stock.raw.adjust("1", shop_id="1", by=1)
    assert (answer.value.found, answer.status) == (5, 200)
