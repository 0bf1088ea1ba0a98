"""Whose word stands, what keeps a message back, and the stores that remember it (smsit.md, 6.3)."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.core.state import Put, Write, key_of
from crosstie.errors import StaleWrite, UsageError, Withheld
from crosstie.storage import KINDS
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.storage.sql import SqlStorage
from crosstie.systems.smsit import (
    AsyncMemoryConsents,
    AsyncStoredConsents,
    Consent,
    ConsentStore,
    MemoryConsents,
    QuietHours,
    StoredConsents,
    async_inbound,
    inbound,
    standing,
)
from crosstie.systems.smsit.consent import check_consent, check_hours
from crosstie.testing import FakeClock

ADA, BEN, NEW_YORK = "+12025550123", "+12025550124", ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 2, 17, tzinfo=UTC)
LATER = NOON + timedelta(days=7)
CLOCK = FakeClock(LATER)
CONSENTS = st.builds(
    Consent,
    number=st.just(ADA),
    state=st.sampled_from(["granted", "opted_out"]),
    since=st.integers(0, 4).map(lambda hours: NOON + timedelta(hours=hours)),
    lifts_opt_out=st.booleans(),
)


def _granted(number: str = ADA, *, hours: int = 0, lifts: bool = False) -> Consent:
    return Consent(number=number, state="granted", since=NOON + timedelta(hours=hours), lifts_opt_out=lifts)


def _out(number: str = ADA, *, hours: int = 0) -> Consent:
    return Consent(number=number, state="opted_out", since=NOON + timedelta(hours=hours))


@pytest.fixture(params=["memory", "storage", "sql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[ConsentStore]:
    """Each of the stores; the last one in a database that was told the kind of record."""
    if request.param == "memory":
        yield MemoryConsents(clock=CLOCK)
    elif request.param == "storage":
        yield StoredConsents(storage=MemoryStorage(), tenant="acme", clock=CLOCK)
    else:
        with SqlStorage(f"sqlite:///{tmp_path / 'consents.db'}", kinds=[*KINDS, Consent]) as storage:
            storage.setup()
            yield StoredConsents(storage=storage, tenant="acme", clock=CLOCK)


# -- whose word stands -------------------------------------------------------------------------------------------------


def test_an_import_of_consents_does_not_lift_an_opt_out() -> None:
    """Every night's import has a later date than the STOP of yesterday; it takes the person's own word."""
    assert standing(_out(), _granted(hours=24), LATER) == _out()
    assert standing(_granted(hours=24), _out(), LATER) == _out()
    assert standing(_out(), _granted(hours=24, lifts=True), LATER).allows
    assert not standing(_granted(lifts=True), _out(hours=1), LATER).allows


def test_at_the_same_instant_the_opt_out_stands() -> None:
    """In doubt nothing is sent."""
    assert not standing(_out(), _granted(lifts=True), LATER).allows
    assert not standing(_granted(lifts=True), _out(), LATER).allows


def test_a_late_opt_out_does_not_undo_a_newer_start() -> None:
    """A webhook that is delivered late tells what was true before."""
    assert standing(_granted(hours=2, lifts=True), _out(hours=1), LATER).allows


def test_a_start_from_the_future_outranks_no_stop() -> None:
    """A device whose clock is years ahead would lift every later opt-out before it is said."""
    start = _granted(hours=24 * 365, lifts=True)
    first = standing(None, start, NOON)
    assert first.allows
    assert not first.lifts_opt_out
    assert not standing(first, _out(hours=1), NOON + timedelta(hours=1)).allows
    assert not standing(_out(hours=1), start, NOON + timedelta(hours=2)).allows
    # Nor one that was recorded as lifting before.
    assert not standing(start, _out(hours=1), NOON + timedelta(hours=1)).allows
    # A STOP that is told late, when the wrong date has come, counts all the same.
    assert not standing(first, _out(hours=1), NOON + timedelta(days=800)).allows


@given(st.lists(CONSENTS, min_size=1, max_size=4), st.sampled_from([NOON + timedelta(hours=2), LATER]))
def test_the_order_of_telling_does_not_matter(said: list[Consent], now: datetime) -> None:
    """Webhooks come late, twice and in any order: what stands is the same, whoever hears it."""
    outcomes: set[tuple[str, datetime]] = set()
    for order in permutations([*said, said[0]]):
        held: Consent | None = None
        for one in order:
            held = standing(held, one, now)
        assert held is not None
        outcomes.add((held.state, held.since))
    assert len(outcomes) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "2025550123"},
        {"number": "stop"},
        {"state": "maybe"},
        {"since": datetime(2026, 11, 2)},  # noqa: DTZ001 - that is what is wrong with it
    ],
)
def test_a_consent_that_could_not_be_compared_is_refused(wrong: dict[str, Any]) -> None:
    """No number, no state, no zone."""
    with pytest.raises(UsageError):
        Consent(**{"number": ADA, "state": "granted", "since": NOON, **wrong})


def test_what_a_person_wrote_does_not_show() -> None:
    """Logs print records."""
    assert "private" not in repr(Consent(number=ADA, state="granted", since=NOON, words="private words"))


# -- before a message --------------------------------------------------------------------------------------------------


def test_everybody_has_to_be_willing() -> None:
    """One opt-out among the recipients keeps the message back from all, and says whose it is, but not aloud."""
    held = {ADA: _granted(), BEN: _out(BEN)}
    with pytest.raises(Withheld) as caught:
        check_consent([ADA, BEN], held, recorded=False)
    assert (caught.value.reason, caught.value.numbers) == ("opted_out", (BEN,))
    assert BEN not in str(caught.value)
    check_consent([ADA], held, recorded=True)


def test_silence_is_no_consent_unless_the_host_says_so() -> None:
    """A number that nothing is known of is not texted by default."""
    with pytest.raises(Withheld) as caught:
        check_consent([ADA, BEN], {ADA: _granted()}, recorded=True)
    assert (caught.value.reason, caught.value.numbers) == ("no_consent", (BEN,))
    check_consent([ADA, BEN], {ADA: _granted()}, recorded=False)


def test_the_hour_is_the_recipients() -> None:
    """Noon in New York is nine at night somewhere; the error says when it is day again."""
    check_hours(NOON, NEW_YORK, QuietHours(), [ADA], transactional=False)
    with pytest.raises(Withheld) as caught:
        check_hours(NOON, ZoneInfo("Asia/Dubai"), QuietHours(), [ADA], transactional=False)
    assert caught.value.reason == "quiet_hours"
    assert caught.value.allowed_from == datetime(2026, 11, 3, 4, tzinfo=UTC)
    check_hours(NOON, ZoneInfo("Asia/Dubai"), QuietHours(), [ADA], transactional=True)


def test_no_zone_is_guessed() -> None:
    """The area code of a mobile number says nothing about where its owner is."""
    with pytest.raises(UsageError, match="time zone is needed"):
        check_hours(NOON, None, QuietHours(), [ADA], transactional=False)
    check_hours(NOON, None, QuietHours(), [ADA], transactional=True)


# -- stores ------------------------------------------------------------------------------------------------------------


def test_a_store_remembers_what_stands(store: ConsentStore) -> None:
    """What is told is kept by the rule, and unknown numbers are absent."""
    assert store.held([ADA, BEN]) == {}
    assert store.record(_granted()).allows
    assert not store.record(_out(hours=1)).allows
    assert not store.record(_granted(hours=5)).allows
    assert store.record(_granted(hours=6, lifts=True)).allows
    assert {number: one.allows for number, one in store.held([ADA, BEN, ADA]).items()} == {ADA: True}


def test_a_text_that_came_in_is_applied(store: ConsentStore) -> None:
    """STOP, again STOP, START, HELP, and words that only a person understands."""
    at = iter(NOON + timedelta(minutes=minute) for minute in range(10))
    store.record(_granted())
    next(at)
    first, again = inbound(store, ADA, "Stop!", next(at)), inbound(store, ADA, "STOP", next(at))
    assert (first.wish, first.changed, first.consent and first.consent.allows) == ("out", True, False)
    assert (again.wish, again.changed) == ("out", False)
    assert store.held([ADA])[ADA].words == "STOP"
    back = inbound(store, "12025550123", "start", next(at))
    assert (back.wish, back.changed, back.consent and back.consent.allows) == ("in", True, True)
    assert inbound(store, ADA, "HELP", next(at)).wish == "help"
    unclear = inbound(store, ADA, "I want to opt out of this", next(at))
    assert (unclear.wish, unclear.review, unclear.changed) == (None, True, False)
    assert store.held([ADA])[ADA].allows


@pytest.mark.parametrize("text", ["St0p", "arrêt", "\N{OCTAGONAL SIGN}"])
def test_an_unclear_opt_out_asks_for_a_person(store: ConsentStore, text: str) -> None:
    """It changes nothing by itself, and is never passed over."""
    store.record(_granted())
    told = inbound(store, ADA, text, NOON + timedelta(minutes=1))
    assert (told.wish, told.review, told.changed) == (None, True, False)
    assert store.held([ADA])[ADA].allows


@pytest.mark.parametrize(("text", "kept"), [("STOP \ud83d", "STOP ?"), ("STOP\0", "STOP")], ids=["cut", "NUL"])
def test_an_opt_out_that_no_storage_could_keep_letter_by_letter_is_heard(
    store: ConsentStore, text: str, kept: str
) -> None:
    """Half of an emoji or a NUL behind STOP is no reason to go on texting."""
    store.record(_granted())
    told = inbound(store, ADA, text, NOON + timedelta(minutes=1))
    assert (told.wish, told.changed, store.held([ADA])[ADA].allows) == ("out", True, False)
    assert store.held([ADA])[ADA].words == kept


@pytest.mark.parametrize("text", [None, 7, b"STOP"], ids=["nothing", "a number", "bytes"])
def test_what_is_no_text_is_refused(store: ConsentStore, text: Any) -> None:  # noqa: ANN401 - what a host may hand over
    """A field of a webhook that was read wrongly must not pass for a text without a wish."""
    with pytest.raises(UsageError, match="is text, not"):
        inbound(store, ADA, text, NOON)
    with pytest.raises(UsageError, match="is text, not"):
        inbound(store, text, "STOP", NOON)
    assert store.held([ADA]) == {}


def test_a_stop_sign_beside_a_keyword_asks_for_a_person(store: ConsentStore) -> None:
    """START and HELP mean what they say, and the sign may mean the contrary; beside STOP there is nothing to ask."""
    sign, at = "\N{OCTAGONAL SIGN}", NOON + timedelta(minutes=1)
    told = [inbound(store, ADA, f"{sign} {word}", at) for word in ("START", "HELP", "STOP")]
    assert [(one.wish, one.review) for one in told] == [("in", True), ("help", True), ("out", False)]


def test_a_stop_after_a_start_from_the_future_is_kept(store: ConsentStore) -> None:
    """The START of a wrong clock lifts nothing, whenever it is told; a person is asked to look at it."""
    ahead = LATER + timedelta(days=2000)
    assert not inbound(store, ADA, "START", ahead).review
    stopped = inbound(store, ADA, "STOP", LATER)
    assert (stopped.changed, stopped.consent and stopped.consent.allows) == (True, False)
    again = inbound(store, ADA, "START", ahead)
    assert (again.changed, again.review, store.held([ADA])[ADA].allows) == (False, True, False)
    assert not inbound(store, ADA, "START", LATER - timedelta(days=1)).review


def test_the_opt_out_of_a_stranger_is_kept(store: ConsentStore) -> None:
    """Who was never on record is, once they say STOP."""
    assert inbound(store, BEN, "STOP", NOON).changed
    assert not store.held([BEN])[BEN].allows


def test_one_tenants_opt_outs_are_not_anothers() -> None:
    """Each tenant is a sender of its own."""
    storage = MemoryStorage()
    acme, other = (StoredConsents(storage=storage, tenant=name) for name in ("acme", "other"))
    acme.record(_out())
    assert other.held([ADA]) == {}
    assert acme.held([ADA])[ADA].tenant == "acme"


class _Busy(MemoryStorage):
    """A store where another process records something between the reading and the writing, some times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        """Let the other one go first."""
        if self.times:
            self.times -= 1
            held = super().get(Consent, [("acme", ADA)]).get(("acme", ADA))
            other = Consent(number=ADA, state="opted_out", since=NOON + timedelta(seconds=self.times), tenant="acme")
            super().commit([Put(other, expects=held.version if held else 0)])
        return super().commit(writes)


def test_an_opt_out_of_another_process_is_not_overwritten() -> None:
    """The write is refused by its version, read again and compared again."""
    store = StoredConsents(storage=_Busy(times=1), tenant="acme")
    assert not store.record(_granted(hours=1)).allows
    assert not store.held([ADA])[ADA].allows


def test_a_number_that_is_always_written_by_others_is_given_up_loudly() -> None:
    """Nobody is told that an opt-out was recorded when it was not."""
    storage = _Busy(times=100)
    with pytest.raises(StaleWrite):
        StoredConsents(storage=storage, tenant="acme").record(_out(hours=1))
    assert storage.times == 90


def test_threads_do_not_lose_an_opt_out() -> None:
    """Many at once: whatever the order, the opt-out stands."""
    store = MemoryConsents(clock=CLOCK)
    words = [_granted(hours=hour) for hour in range(20)] + [_out(hours=3)]
    threads = [threading.Thread(target=store.record, args=(word,)) for word in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not store.held([ADA])[ADA].allows
    assert repr(store) == "MemoryConsents(1 numbers, forgotten when the process ends)"


async def test_the_async_stores_do_the_same() -> None:
    """The twins are made from them; their own waits have to be right."""
    for store in (
        AsyncMemoryConsents(clock=CLOCK.as_async),
        AsyncStoredConsents(storage=AsyncMemoryStorage(), tenant="acme"),
    ):
        assert await store.held([ADA]) == {}
        assert (await async_inbound(store, ADA, "STOP", NOON)).changed
        assert not (await store.held([ADA]))[ADA].allows
        assert (await async_inbound(store, ADA, "hello", NOON)).consent is None


def test_the_record_is_keyed_by_tenant_and_number() -> None:
    """As every kind of record that a storage keeps."""
    assert key_of(_out()) == ("default", ADA)
