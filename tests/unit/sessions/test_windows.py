"""When tokens are too old: windows within half a life, sliding use, and clocks that jump."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import SealBroken, UsageError
from crosstie.sessions.apps import Enrolment
from crosstie.sessions.memory import Held, Memory, Opening, Unsaved
from crosstie.sessions.tokens import RenewalPolicy, Session, Tokens, Windows, credentials_from, plain

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
KEY = ("acme", "composed", "default")
lives = st.floats(1, 10**7)
jitters = st.floats(0, 0.999)


def tokens(life: float | None = 3600.0, *, issued: datetime = NOON, access: str = "a") -> Tokens:
    """Make tokens that live so many seconds."""
    return Tokens(access=access, issued=issued, expires=None if life is None else issued + timedelta(seconds=life))


def held(policy: RenewalPolicy, grant: Tokens | None = None) -> Held:
    """Hold a session with these tokens."""
    return Held(Session(key=KEY, tokens=grant or tokens()), policy, 0.5)


def after(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


# -- windows -----------------------------------------------------------------------------------------------------------


@given(lives, jitters, st.floats(0, 1), st.floats(0, 10**5))
def test_windows_lie_in_the_second_half_of_a_life(life: float, jitter: float, share: float, margin: float) -> None:
    """However short a token lives and whatever the margins are, it is not due from its first second."""
    windows = RenewalPolicy(advisory=share, mandatory=margin).windows(tokens(life), jitter=jitter)
    assert windows.advisory is not None
    assert windows.mandatory is not None
    assert after(life / 2) - timedelta(milliseconds=1) <= windows.advisory <= windows.mandatory <= after(life)
    assert windows.stage(NOON) == "fresh"
    assert windows.stage(after(life)) == "mandatory"


def test_the_three_stages_follow_each_other() -> None:
    """Fresh, then somebody should renew, then everybody must wait."""
    windows = RenewalPolicy().windows(tokens(), jitter=0.5)
    assert windows.stage(after(3600 * 0.8 - 1)) == "fresh"
    assert windows.stage(after(3600 * 0.8 + 1)) == "advisory"
    assert windows.stage(after(3539)) == "advisory"
    assert windows.stage(after(3541)) == "mandatory"


@given(jitters, jitters)
def test_processes_spread_over_the_advisory_window(one: float, other: float) -> None:
    """A larger number comes earlier; all of them around a fifth of the life."""
    first, second = (
        RenewalPolicy().windows(tokens(), jitter=max(one, other)),
        RenewalPolicy().windows(tokens(), jitter=min(one, other)),
    )
    assert first.advisory is not None
    assert second.advisory is not None
    assert after(3600 * 0.75) <= first.advisory <= second.advisory <= after(3600 * 0.85)


def test_tokens_without_an_end_are_always_fresh() -> None:
    """What does not say when it ends is renewed when it is refused."""
    assert RenewalPolicy().windows(tokens(None)) == Windows()
    assert Windows().stage(after(10**9)) == "fresh"


def test_a_maximum_age_ends_tokens_that_would_live_on() -> None:
    """Counted from the begin, whichever end comes first."""
    assert RenewalPolicy(max_age=1500).windows(tokens()).mandatory == after(1440)
    assert RenewalPolicy(max_age=1500).windows(tokens(None)).mandatory == after(1440)
    assert RenewalPolicy(max_age=9000).windows(tokens()).mandatory == after(3540)


@given(st.floats(1, 5000))
def test_a_sliding_session_ends_a_while_after_its_last_use(use: float) -> None:
    """The use counts, not the begin; without a use the answer's own end, or the idle time."""
    policy = RenewalPolicy(idle=900)
    assert policy.windows(tokens(), used=after(use)).mandatory == after(use) + timedelta(seconds=840)
    assert policy.windows(tokens()).mandatory == after(3540)
    assert policy.windows(tokens(None)).mandatory == after(840)
    assert policy.windows(tokens(None), used=after(-use)).mandatory == after(840)


def test_a_sliding_session_does_not_outlive_its_maximum_age() -> None:
    """Use prolongs the one limit, not the other."""
    policy = RenewalPolicy(idle=900, max_age=1500)
    assert policy.windows(tokens(900), used=after(300)).mandatory == after(1140)
    assert policy.windows(tokens(900), used=after(1400)).mandatory == after(1440)


def test_the_sweep_comes_for_the_access_token_or_for_the_refresh_token() -> None:
    """Where access tokens are not swept, the refresh token is kept alive; where neither ends, nothing is due."""
    grant = attrs.evolve(tokens(), refresh_expires=after(100 * 86_400))
    assert RenewalPolicy().renew_at(grant) == after(3600)
    assert RenewalPolicy(swept=False).renew_at(grant) == after(80 * 86_400)
    assert RenewalPolicy().renew_at(attrs.evolve(grant, expires=None)) == after(80 * 86_400)
    assert RenewalPolicy(swept=False).renew_at(tokens()) is None


@pytest.mark.parametrize(
    "numbers",
    [
        {"advisory": 1.5},
        {"advisory": -0.1},
        {"mandatory": -1},
        {"timeout": 0},
        {"lease": float("inf")},
        {"poll": 0},
        {"suspect": -1},
        {"rest": float("nan")},
        {"max_age": 0},
        {"idle": -5},
        {"keep_alive": 2},
    ],
)
def test_a_policy_with_a_nonsensical_number_is_refused(numbers: dict[str, float]) -> None:
    """The error names the field."""
    with pytest.raises(UsageError, match=next(iter(numbers))):
        RenewalPolicy(**numbers)  # type: ignore[arg-type]


def test_an_answer_must_fit_into_a_lease() -> None:
    """Else a renewer could never post, or two would post at once."""
    with pytest.raises(UsageError, match="does not fit"):
        RenewalPolicy(timeout=40)
    assert RenewalPolicy(timeout=40, lease=80).timeout == 40


# -- clocks that jump --------------------------------------------------------------------------------------------------


@given(st.floats(3, 10**6), st.floats(0, 2000))
def test_a_clock_that_is_turned_back_does_not_make_a_token_immortal(jump: float, age: float) -> None:
    """The token ages on from where it was: after the rest of its life it is due, whatever the wall says."""
    it = held(RenewalPolicy())
    assert it.stage(after(age)) == "fresh"
    assert it.stage(after(age - jump)) == "fresh"
    assert it.stage(after(age - jump + 3541 - age)) == "mandatory"


@given(st.floats(3, 10**6))
def test_a_grant_from_a_clock_that_was_ahead_ages_from_when_it_was_seen(ahead: float) -> None:
    """Another machine, or this one before its clock was set, wrote a begin that is still to come."""
    it = held(RenewalPolicy(), tokens(issued=after(ahead)))
    assert it.stage(NOON) == "fresh"
    assert it.stage(after(3541)) == "mandatory"


@given(st.lists(st.floats(-(10**5), 500), max_size=20))
def test_jumps_back_do_not_bring_the_end_nearer(steps: list[float]) -> None:
    """No storm of renewals: only time that passes ages a token, never a clock that is turned back."""
    it, wall, passed = held(RenewalPolicy()), 0.0, 0.0
    for step in steps:
        wall += step
        passed += max(step, 0.0)
        stage = it.stage(after(wall))
        assert stage == "fresh" or passed > 2800


def test_looks_in_another_order_are_no_jump() -> None:
    """Two threads that look at the clock within the same second do not age a token."""
    it = held(RenewalPolicy())
    for _ in range(10_000):
        it.stage(after(1.5))
        it.stage(after(0.0))
    assert it.stage(after(2800)) == "fresh"


def test_a_sliding_session_slides_on_its_own_time() -> None:
    """A use after the clock was turned back counts from where the session's time had come."""
    it = held(RenewalPolicy(idle=900), tokens(900))
    it.touch(after(600))
    it.touch(after(600 - 86_400))
    assert it.stage(after(600 - 86_400 + 700)) == "fresh"
    assert it.stage(after(600 - 86_400 + 850)) == "mandatory"


def test_only_sliding_sessions_are_touched() -> None:
    """A use does not prolong an hour's token."""
    it = held(RenewalPolicy())
    it.touch(after(3000))
    assert it.used is None


def test_a_session_without_tokens_has_no_age() -> None:
    """Static keys are always fresh."""
    assert Held(Session(key=KEY), RenewalPolicy(), 0.5).stage(NOON) == "fresh"


# -- memory ------------------------------------------------------------------------------------------------------------


def test_the_use_of_the_same_tokens_is_remembered() -> None:
    """Holding what is held already does not shorten a sliding session; other tokens begin anew."""
    memory, policy = Memory(), RenewalPolicy(idle=900)
    memory.hold(held(policy, tokens(900))).touch(after(800))
    assert memory.hold(held(policy, tokens(900))).stage(after(1400)) == "fresh"
    assert memory.hold(held(policy, tokens(900, access="b"))).stage(after(1400)) == "mandatory"


def test_a_session_may_be_dropped_twice() -> None:
    """Forgetting what is not known is nothing."""
    memory = Memory()
    memory.hold(held(RenewalPolicy()))
    for _ in range(2):
        memory.drop(KEY)
    assert memory.get(KEY) is None
    assert not memory.pending(KEY)
    memory.keep_opening(KEY, Opening(enrolment=Enrolment(account="1", credentials={}), state="another"))
    assert memory.opening_of("acme", "composed", "state") is None


def test_a_fork_reads_what_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child holds nothing: neither sessions that may be old by then, nor a grant that is its parent's to save."""
    memory = Memory()
    memory.hold(held(RenewalPolicy()))
    memory.keep(KEY, Unsaved(tokens=tokens(), parent=None, fence=1))
    monkeypatch.setattr("os.getpid", lambda: 7)
    assert (memory.get(KEY), memory.unsaved(KEY), memory.pending(KEY)) == (None, None, False)


# -- tokens as bytes ---------------------------------------------------------------------------------------------------

moments = st.none() | st.datetimes(timezones=st.just(UTC))
grants = st.builds(
    Tokens,
    access=st.text(),
    refresh=st.none() | st.text(),
    issued=st.datetimes(timezones=st.just(UTC)),
    expires=moments,
    refresh_expires=moments,
    granted_at=moments,
    scope=st.none() | st.text(),
)


@given(grants)
def test_tokens_come_back_from_their_bytes(grant: Tokens) -> None:
    """Nothing is lost, nothing is invented."""
    assert Tokens.from_bytes(grant.to_bytes()) == grant


@given(st.dictionaries(st.text(), st.text()))
def test_credentials_come_back_from_their_bytes(credentials: dict[str, str]) -> None:
    """The same for keys."""
    assert credentials_from(plain(credentials)) == credentials


@pytest.mark.parametrize("found", [b"", b"{}", b"[1]", b'{"access": 1, "issued": "2026-01-01T00:00:00Z"}', b"\xff"])
def test_bytes_of_another_form_are_a_broken_seal(found: bytes) -> None:
    """Opened, but not understood: the error says what to do."""
    with pytest.raises(SealBroken, match="not in a form"):
        Tokens.from_bytes(found)


@pytest.mark.parametrize("secret", [tokens(), Session(key=KEY), Enrolment(account="1", credentials={})])
def test_what_holds_secrets_is_not_pickled(secret: Any) -> None:  # noqa: ANN401 - either of them
    """They leave the process only sealed."""
    with pytest.raises(UsageError, match="not pickled"):
        pickle.dumps(secret)


def test_a_session_is_known_by_what_it_signs_with() -> None:
    """Other tokens or other keys make another session; settings do not."""
    one = Session(key=KEY, tokens=tokens(), credentials={"k": "1"})
    assert one.signs_as(attrs.evolve(one, settings={"shop": "7"}))
    assert not one.signs_as(attrs.evolve(one, tokens=tokens(access="b")))
    assert not one.signs_as(attrs.evolve(one, credentials={"k": "2"}))
    assert one.label == "acme/composed/default"
