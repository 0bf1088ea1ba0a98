"""Cursors: typed, never past what is settled, never in front of late commits, still while nothing is new."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie import sync
from crosstie.core.endpoint import Abilities, AtDate, AtTime, AtToken, Change, ChangePage, Position, Scanned
from crosstie.errors import SyncError
from crosstie.sync.cursor import Progress, begin_at, fingerprint, position_of, stored_position
from crosstie.testing.clock import FakeClock
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.sync_world import Manners

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TIMED = Abilities(feed="time", overlap=timedelta(minutes=5), settling=timedelta(seconds=10))
positions: st.SearchStrategy[Position] = (
    st.builds(AtTime, st.datetimes(timezones=st.just(UTC)))
    | st.builds(AtDate, st.dates())
    | st.builds(AtToken, st.text())
    | st.just(Scanned())
)


def progress(
    abilities: Abilities, before: Position | None, *ages: float, clock: datetime | None = NOON, news: int | None = None
) -> Progress:
    """Read one page whose changes are so many seconds old."""
    made = Progress(abilities, before)
    changes = [Change(id=str(age), time=NOON - timedelta(seconds=age)) for age in ages]
    made.saw(ChangePage(changes=changes, clock=clock), len(ages) if news is None else news, NOON)
    return made


@given(positions)
def test_positions_come_back(position: Position) -> None:
    """What is stored is read back, with its type."""
    assert position_of(stored_position(position)) == position


def test_a_position_of_a_later_version_is_refused() -> None:
    """Nothing is guessed from it; an empty one is no position yet."""
    assert position_of({}) is None
    with pytest.raises(SyncError, match="unknown type 'vector'"):
        position_of({"type": "vector"})


def test_it_belongs_to_its_configuration() -> None:
    """Any part that changes gives another fingerprint; where the parts end matters too."""
    assert fingerprint([["a", "b"]]) == fingerprint([["a", "b"]])
    assert len({fingerprint([["a", "b"]]), fingerprint([["a"], ["b"]]), fingerprint([["ab"]])}) == 3


# -- where reading begins ----------------------------------------------------------------------------------------------


def test_reading_begins_one_overlap_behind() -> None:
    """Inclusive, by time; by day at least one whole day back, because nobody tells the zone of its days."""
    assert begin_at(AtTime(NOON), TIMED, NOON) == AtTime(NOON - timedelta(minutes=5))
    assert begin_at(AtDate(date(2026, 11, 2)), Abilities(feed="date"), NOON) == AtDate(date(2026, 11, 1))
    wide = Abilities(feed="date", overlap=timedelta(days=2, hours=1))
    assert begin_at(AtDate(date(2026, 11, 4)), wide, NOON) == AtDate(date(2026, 11, 1))
    assert begin_at(AtToken("7"), Abilities(feed="token"), NOON) == AtToken("7")


@pytest.mark.parametrize("position", [None, Scanned(), AtToken("7"), AtDate(date(2026, 11, 1))])
def test_everything_is_listed_where_the_position_does_not_fit(position: Position | None) -> None:
    """No cursor yet, or one of another kind of feed."""
    assert begin_at(position, TIMED, NOON) is None


def test_everything_is_listed_when_the_side_has_forgotten() -> None:
    """A side that remembers 30 days answers an older question wrongly, without an error."""
    thirty = Abilities(feed="time", look_back=timedelta(days=30))
    assert begin_at(AtTime(NOON - timedelta(days=31)), thirty, NOON) is None
    assert begin_at(AtTime(NOON - timedelta(days=29)), thirty, NOON) is not None
    by_day = Abilities(feed="date", look_back=timedelta(days=30))
    assert begin_at(AtDate(date(2026, 10, 1)), by_day, NOON) is None
    assert begin_at(AtDate(date(2026, 10, 30)), by_day, NOON) is not None


# -- where it belongs afterwards ---------------------------------------------------------------------------------------


@given(st.lists(st.floats(-100, 10_000), max_size=5), st.none() | st.floats(-50, 10_000))
def test_it_never_passes_the_settling_time_and_never_goes_back(ages: list[float], before: float | None) -> None:
    """Whatever times the changes carry, in the past or the future."""
    old = None if before is None else AtTime(NOON - timedelta(seconds=before))
    position = progress(TIMED, old, *ages).position()
    assert isinstance(position, AtTime)
    bound = NOON - timedelta(seconds=10)
    assert position.at <= max(bound, old.at if old else bound)
    assert old is None or position.at >= old.at


@given(st.lists(st.floats(0, 10_000), min_size=1, max_size=5))
def test_the_next_reading_sees_the_last_change_and_its_ties_again(ages: list[float]) -> None:
    """It begins at the last change or earlier, so nothing of the same instant can be missed."""
    position = progress(TIMED, None, *ages).position()
    again = begin_at(position, TIMED, NOON)
    assert isinstance(again, AtTime)
    assert again.at <= NOON - timedelta(seconds=min(ages))


def test_it_stays_while_nothing_is_new() -> None:
    """Repeats and our own writes coming back do not move it, so that a quiet run writes nothing."""
    before = AtTime(NOON - timedelta(hours=1))
    assert progress(TIMED, before, 60, 120, news=0).position() == before
    assert progress(TIMED, before).position() == before
    assert progress(TIMED, before, 60).position() != before


def test_it_moves_when_many_repeats_would_be_read_for_ever() -> None:
    """After a large import everything lies within the overlap; one write makes the quiet runs cheap."""
    before = AtTime(NOON - timedelta(hours=1))
    moved = progress(TIMED, before, *[1800.0] * 101, news=0).position()
    assert moved == AtTime(NOON - timedelta(seconds=1800 - 300))


def test_the_providers_clock_counts() -> None:
    """The bound is the clock of the first page's answer; where the side does not tell it, the clock here."""
    slow = NOON - timedelta(minutes=3)
    assert progress(TIMED, None, 0, clock=slow).position() == AtTime(slow - timedelta(seconds=10))
    assert progress(TIMED, None, 0, clock=None).position() == AtTime(NOON - timedelta(seconds=10))
    made = progress(TIMED, None, 0, clock=slow)
    made.saw(ChangePage(changes=[], clock=NOON), 0, NOON)
    assert made.position() == AtTime(slow - timedelta(seconds=10))


def test_a_clock_that_jumps_back_does_not_take_it_along() -> None:
    """The cursor stays where it was."""
    before = AtTime(NOON)
    assert progress(TIMED, before, 30, clock=NOON - timedelta(days=1)).position() == before


def test_an_empty_side_begins_at_the_bound() -> None:
    """There is nothing to wait for."""
    assert progress(TIMED, None).position() == AtTime(NOON - timedelta(seconds=10))


def test_a_quiet_side_that_forgets_takes_the_cursor_along() -> None:
    """Before what changed since is forgotten, and everything had to be listed again."""
    thirty = Abilities(feed="time", look_back=timedelta(days=30))
    assert progress(thirty, AtTime(NOON - timedelta(days=14))).position() == AtTime(NOON - timedelta(days=14))
    moved = progress(thirty, AtTime(NOON - timedelta(days=16))).position()
    assert moved == AtTime(NOON - timedelta(seconds=10))


def test_by_day() -> None:
    """Days follow the same rules."""
    by_day = Abilities(feed="date")
    assert progress(by_day, None, 86_400.0).position() == AtDate(date(2026, 11, 1))
    assert progress(by_day, AtDate(date(2026, 11, 2)), 86_400.0).position() == AtDate(date(2026, 11, 2))
    assert Progress(by_day, AtDate(date(2026, 11, 1))).position() == AtDate(date(2026, 11, 1))
    assert Progress(by_day, None).position() is None


def test_by_token_and_by_scan() -> None:
    """A token is the side's own, and moves with news; a listing is only ever complete."""
    tokens = Abilities(feed="token")
    first = Progress(tokens, None)
    first.saw(ChangePage(changes=[], position=AtToken("7")), 0, NOON)
    assert first.position() == AtToken("7")
    second = Progress(tokens, AtToken("7"))
    second.saw(ChangePage(changes=[Change(id="1")], position=AtToken("8")), 0, NOON)
    assert second.position() == AtToken("7")
    second.saw(ChangePage(changes=[Change(id="2")]), 1, NOON)
    assert second.position() == AtToken("8")
    assert Progress(Abilities(), None).position() == Scanned()
    assert Progress(TIMED, None).position() is None


def test_a_pair_with_other_rules_has_another_fingerprint() -> None:
    """A new field, form, key, direction, policy or revision asks for everything anew; the name of the host does not."""
    shelf = Manners().shelf("side", FakeClock())

    def made(**other: object) -> str:
        settings: dict[str, object] = {
            "fields": [sync.both("name", "name"), sync.both("email", "email", as_=sync.email)],
            "match": ["email"],
        }
        return sync.Pair(
            "p", left=MemoryEndpoint(shelf), right=MemoryEndpoint(shelf), **{**settings, **other}
        ).fingerprint("left")  # type: ignore[arg-type]

    others = [
        {},
        {"fields": [sync.both("name", "name"), sync.both("email", "email")], "match": []},
        {"fields": [sync.left_owns("name", "name"), sync.both("email", "email", as_=sync.email)]},
        {"match": []},
        {"direction": "to_right"},
        {"conflicts": sync.newest()},
        {"creates": ["left"]},
        {"revision": 2},
    ]
    prints = [made(**other) for other in others]
    assert len(set(prints)) == len(prints)
    assert made(home="left") == made()
