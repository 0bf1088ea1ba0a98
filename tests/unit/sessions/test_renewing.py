# @generated from tests/unit/sessions/test_renewing_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""When a session is renewed, by whom, and what each answer of the provider leads to."""

# ruff: noqa: ANN401 - the world is what conftest makes; tests cannot import from there

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from crosstie.core.messages import Request, Response
from crosstie.errors import (
    CredentialsRejected,
    NotSent,
    ReconnectRequired,
    RenewalUnavailable,
    SealBroken,
    StaleWrite,
    StorageUnavailable,
    TokensNotSaved,
    UsageError,
)
from crosstie.sessions.sealed import seal_tokens
from crosstie.sessions.tokens import RenewalPolicy
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys
from crosstie.testing import Answer, BrokenJson, Html, Refused, Reset, Timeout

KEY = ("acme", "quickbooks", "default")
STORE = ("acme", "rfms", "default")
QUEUE = {"store_queue": "store-EXAMPLE0001", "api_key": "KEY-EXAMPLE"}
HOUR = 3600
ADVISORY, MANDATORY = HOUR - 400, HOUR - 30


def connected(world: Any) -> Connection:
    """Send a person to QuickBooks and back; forget the exchange."""
    start = world.sessions.authorize("quickbooks", tenant="acme")
    made: Connection = world.sessions.complete(start, world.visit(start.url))
    world.qb.forget_calls()
    return made


def lent(sessions: Any, key: Any = KEY) -> str:
    """Return the access token that a call would be signed with."""
    grant = sessions.run(sessions.authenticator(key).grant())
    token: str = grant.session.tokens.access
    return token


def read(world: Any, sessions: Any = None, key: Any = KEY) -> int:
    """Make a call; return its status."""
    sessions = sessions or world.sessions
    status: int = sessions.run(world.reading(sessions, key)).value
    return status


def lease_elsewhere(world: Any, *, seconds: float) -> None:
    """Let another process hold the lease."""
    ends = world.clock.now() + timedelta(seconds=seconds)
    world.put(attrs.evolve(world.stored(), lease_owner="somebody", lease_fence=7, lease_ends=ends))


# -- the three stages --------------------------------------------------------------------------------------------------


def test_a_fresh_token_is_lent_from_memory(world: Any) -> None:
    """Neither the storage nor the provider is asked."""
    connected(world)
    first = lent(world.sessions)
    world.storage.fail("get", "commit")
    assert lent(world.sessions) == first
    assert world.qb.token_calls == 0


def test_in_the_advisory_window_one_caller_renews(world: Any) -> None:
    """The token still works, so nobody has to wait; the next call has the new one."""
    connected(world)
    first = lent(world.sessions)
    world.clock.advance(ADVISORY)
    second = lent(world.sessions)
    assert second != first
    assert (lent(world.sessions), world.qb.token_calls) == (second, 1)


def test_in_the_advisory_window_nobody_waits_for_another_process(world: Any) -> None:
    """While somebody else holds the lease the old token is used."""
    connected(world)
    first = lent(world.sessions)
    world.clock.advance(ADVISORY)
    now = world.clock.now()
    world.put(
        attrs.evolve(
            world.stored(), lease_owner="somebody", lease_fence=7, lease_ends=now + timedelta(seconds=30)
        )
    )
    assert lent(world.sessions) == first
    assert (world.clock.sleeps, world.qb.token_calls) == ((), 0)


def test_in_the_mandatory_window_everybody_waits_for_another_process(world: Any) -> None:
    """The lease is polled until its holder has published, and the new tokens are adopted without a call."""
    connected(world)
    lent(world.sessions)
    world.clock.advance(MANDATORY)
    lease_elsewhere(world, seconds=30)
    polls = world.storage.storage = Published(world)
    assert lent(world.sessions) == polls.access
    assert world.clock.sleeps == (0.25, 0.25, 0.25)
    assert world.qb.token_calls == 0


class Published:
    """A storage in which another process publishes its grant after a few looks."""

    def __init__(self, world: Any) -> None:
        """Stand in front of the world's storage."""
        self.world = world
        self.storage = world.storage.storage
        self._tables = self.storage._tables
        self.looks = 0
        self.access = ""

    def get(self, *args: Any) -> Any:
        """Pass on; the fourth time the grant is there."""
        self.looks += 1
        if self.looks == 4:
            self.access = publish(self.world, later=0)
        return self.storage.get(*args)


def test_a_holder_that_takes_too_long_is_not_waited_for_for_ever(world: Any) -> None:
    """Patience ends with a typed error that says exactly why; nothing is lost."""
    world.policy(patience=5.0, poll=1.0)
    connected(world)
    world.clock.advance(HOUR)
    now = world.clock.now()
    world.put(
        attrs.evolve(
            world.stored(), lease_owner="somebody", lease_fence=7, lease_ends=now + timedelta(seconds=90)
        )
    )
    with pytest.raises(RenewalUnavailable, match="for too long") as caught:
        lent(world.sessions)
    assert caught.value.retry == "safe"
    assert 5 < sum(world.clock.sleeps) <= 7


def test_a_lease_that_has_run_out_is_taken_over(world: Any) -> None:
    """A holder that died does not block the connection."""
    connected(world)
    world.clock.advance(HOUR)
    lease_elsewhere(world, seconds=0)
    assert read(world) == 200
    assert (world.stored().lease_fence, world.stored().lease_owner) == (8, None)


def test_a_lease_from_a_clock_that_jumped_is_taken_over(world: Any) -> None:
    """An end that is days away was written under another time: it does not block for days."""
    connected(world)
    world.clock.advance(HOUR)
    far = world.clock.now() + timedelta(days=2)
    world.put(attrs.evolve(world.stored(), lease_owner="jumped", lease_ends=far))
    assert read(world) == 200


def test_whoever_is_faster_leads(world: Any) -> None:
    """A lease is taken by compare-and-swap: the slower one looks again."""
    connected(world)
    world.clock.advance(HOUR)
    world.storage.fail("commit", times=1, error=StaleWrite())
    assert read(world) == 200
    assert world.qb.token_calls == 1


def test_a_process_that_was_held_up_does_not_post(world: Any) -> None:
    """When too little of the lease is left for an answer to come in time, it looks again instead."""
    connected(world)
    world.clock.advance(HOUR)
    sessions = world.sessions
    flow = sessions._renewal.renewed(KEY, sessions._renewal.publisher.hold(_session(world)).session)
    posts = 0

    def hold_up(request: Request) -> None:
        nonlocal posts
        posts += request.url.endswith("bearer")

    world.line.before = hold_up
    world.storage.storage = _Slow(world.storage.storage, world.clock)
    sessions.run(flow)
    assert posts == 1
    assert world.storage.storage.delays == 1
    assert world.storage.storage.storage._tables.get(Connection, [KEY])[KEY].record.lease_fence == 3


class _Slow:
    """A storage whose first commit takes a minute."""

    def __init__(self, storage: Any, clock: Any) -> None:
        """Stand in front of a storage."""
        self.storage = storage
        self.clock = clock
        self.delays = 0

    def get(self, *args: Any) -> Any:
        """Pass on."""
        return self.storage.get(*args)

    def commit(self, writes: Any) -> Any:
        """Pass on, and take a minute the first time."""
        done = self.storage.commit(writes)
        if not self.delays:
            self.delays += 1
            self.clock.advance(60)
        return done


def _session(world: Any) -> Any:
    from crosstie.sessions.sealed import open_session  # noqa: PLC0415 - for one test

    return open_session(world.stored(), world.storage.keys)


# -- refused calls -----------------------------------------------------------------------------------------------------


def test_a_refused_token_is_renewed_and_the_call_sent_again(world: Any) -> None:
    """The caller notices nothing."""
    connected(world)
    lent(world.sessions)
    world.qb.expire_access_tokens()
    assert read(world) == 200
    assert (world.qb.grants.renewals, world.qb.grants.rejections) == (1, 0)


def test_a_token_minted_in_this_very_call_is_not_renewed_again(world: Any) -> None:
    """A system that refuses even a brand-new token has another reason: it surfaces, and nothing loops."""
    connected(world)
    world.clock.advance(HOUR)
    world.line.after = lambda request, response: response if "bearer" in request.url else Response(status=401)
    with pytest.raises(CredentialsRejected) as caught:
        read(world)
    assert (caught.value.attempts, world.qb.token_calls) == (1, 1)


def test_a_late_refusal_does_not_throw_away_newer_tokens(world: Any) -> None:
    """The refused token is named: if this process has another one by now, that is used, and nothing is renewed."""
    connected(world)
    sessions = world.sessions
    auth = sessions.authenticator(KEY)
    old = sessions.run(auth.grant())
    world.qb.expire_access_tokens()
    read(world)
    world.qb.forget_calls()
    world.storage.fail("get")
    other = sessions.run(auth.refused(old))
    assert other.session.access == lent(sessions)
    assert world.qb.token_calls == 0


def test_a_refusal_adopts_what_another_process_renewed(world: Any) -> None:
    """The storage is read before anything is posted."""
    connected(world)
    elsewhere = world.manager()
    lent(world.sessions)
    lent(elsewhere)
    world.qb.expire_access_tokens()
    read(world, elsewhere)
    world.qb.forget_calls()
    assert read(world) == 200
    assert world.qb.token_calls == 0


def test_without_a_refresh_token_a_refusal_surfaces(world: Any) -> None:
    """There is nothing to renew with, and nothing newer in the storage."""
    connected(world)
    _strip_refresh(world)
    world.qb.expire_access_tokens()
    with pytest.raises(CredentialsRejected):
        read(world)
    assert world.qb.token_calls == 0


def test_without_a_refresh_token_the_end_of_the_token_is_the_end(world: Any) -> None:
    """Only a person can help, and no lease is left behind."""
    connected(world)
    _strip_refresh(world)
    world.clock.advance(HOUR)
    with pytest.raises(ReconnectRequired, match="nothing to renew"):
        read(world)
    assert world.stored().lease_owner is None


def _strip_refresh(world: Any) -> None:
    tokens = attrs.evolve(world.tokens(), refresh=None)
    world.put(seal_tokens(world.stored(), tokens, 1, RenewalPolicy(), world.storage.keys))


# -- sliding sessions --------------------------------------------------------------------------------------------------


def test_a_sliding_session_lives_as_long_as_it_is_used(world: Any) -> None:
    """Its age counts from the last success: an hour of calls needs one session."""
    world.sessions.connect("rfms", tenant="acme", **QUEUE)
    for _ in range(12):
        world.clock.advance(600)
        assert read(world, key=STORE) == 200
    assert world.rfms.sessions_begun == 1


def test_an_idle_session_is_begun_anew(world: Any) -> None:
    """After a quarter of an hour without a call the old one is not even tried."""
    world.sessions.connect("rfms", tenant="acme", **QUEUE)
    world.clock.advance(900)
    assert read(world, key=STORE) == 200
    assert world.rfms.sessions_begun == 2
    assert world.rfms.refusals == {}


def test_a_session_is_not_used_beyond_its_maximum_age(world: Any) -> None:
    """However busy it is: the age is counted from its begin."""
    rfms = world.apps["rfms"]
    world.apps["rfms"] = attrs.evolve(rfms, policy=attrs.evolve(rfms.policy, max_age=1500.0))
    world.sessions = world.manager()
    world.sessions.connect("rfms", tenant="acme", **QUEUE)
    for _ in range(9):
        world.clock.advance(300)
        read(world, key=STORE)
    assert world.rfms.sessions_begun == 2


def test_a_session_that_was_lost_is_begun_without_tokens(world: Any) -> None:
    """Keys alone are enough: a record without tokens begins a session with the first call."""
    world.sessions.connect("rfms", tenant="acme", **QUEUE)
    world.put(attrs.evolve(world.stored(STORE), tokens=None))
    assert read(world, world.manager(), STORE) == 200
    assert world.rfms.sessions_begun == 2


def test_tokens_that_were_taken_away_are_bought_anew(world: Any) -> None:
    """Another process emptied the record; what is stored counts, and keys are enough."""
    world.sessions.connect("rfms", tenant="acme", **QUEUE)
    read(world, key=STORE)
    world.put(attrs.evolve(world.stored(STORE), tokens=None))
    world.clock.advance(900)
    assert read(world, key=STORE) == 200
    assert world.stored(STORE).tokens is not None


# -- the provider does not answer --------------------------------------------------------------------------------------

SILENCES = [
    Refused(),
    Timeout(),
    Reset(),
    Answer(status=500),
    Answer(status=429, retry_after="40"),
    Html(),
    BrokenJson(),
]


@pytest.mark.parametrize("fault", SILENCES, ids=lambda fault: type(fault).__name__)
def test_in_the_advisory_window_a_silent_provider_stops_nobody(world: Any, fault: Any) -> None:
    """The old token works for a while; the trouble is noted for whoever looks."""
    connected(world)
    first = lent(world.sessions)
    world.clock.advance(ADVISORY)
    world.qb.faults.add(fault, route="POST token")
    assert lent(world.sessions) == first
    stored = world.stored()
    assert (stored.status, stored.error is not None, stored.lease_ends) == ("error", True, None)


@pytest.mark.parametrize("fault", SILENCES, ids=lambda fault: type(fault).__name__)
def test_in_the_mandatory_window_a_silent_provider_is_told(world: Any, fault: Any) -> None:
    """The old tokens stay as they are, and the caller may try again."""
    connected(world)
    before = world.tokens()
    world.clock.advance(HOUR)
    world.qb.faults.add(fault, route="POST token")
    with pytest.raises(RenewalUnavailable) as caught:
        read(world)
    assert (caught.value.retry, caught.value.done) == ("safe", "The grant is intact.")
    assert caught.value.retry_after == (40.0 if getattr(fault, "retry_after", None) else None)
    assert world.tokens() == before


def test_a_failed_renewal_is_not_repeated_at_once(world: Any) -> None:
    """Within the rest interval callers are told of the last failure; nothing is posted."""
    connected(world)
    world.clock.advance(HOUR)
    world.qb.faults.add(Refused(), route="POST token")
    for _ in range(3):
        with pytest.raises(RenewalUnavailable):
            read(world)
    assert world.outcomes() == ["unavailable"]
    world.clock.advance(2)
    assert read(world) == 200
    assert world.stored().status == "connected"
    assert world.stored().error is None


def test_an_answer_that_got_lost_on_the_way_is_a_suspicion_first(world: Any) -> None:
    """The provider granted, we never heard: the next denial is doubted, the one after that is called what it is."""
    connected(world)
    world.clock.advance(HOUR)
    world.qb.faults.add(Timeout(after_effect=True), route="POST token")
    with pytest.raises(RenewalUnavailable):
        read(world)
    assert world.stored().reason == "unanswered"
    world.clock.advance(5)
    with pytest.raises(RenewalUnavailable, match="broken off") as doubted:
        read(world)
    assert (doubted.value.retry_after, world.stored().reason) == (120.0, "suspect")
    with pytest.raises(RenewalUnavailable):
        read(world)
    world.clock.advance(121)
    with pytest.raises(ReconnectRequired) as caught:
        read(world)
    assert (caught.value.reason, world.stored().status) == ("lost", "expired")


def test_a_suspected_connection_heals_when_the_slow_one_comes_back(world: Any) -> None:
    """The renewer was not dead, only slow: its grant arrives and the suspicion is gone."""
    connected(world)
    slow = world.manager()
    lent(slow)
    world.clock.advance(HOUR)
    world.storage.fail("commit", after=1)
    with pytest.raises(TokensNotSaved):
        lent(slow)
    world.storage.heal()
    world.clock.advance(61)
    with pytest.raises(RenewalUnavailable, match="broken off"):
        read(world)
    assert read(world, slow) == 200
    assert (world.stored().status, world.stored().suspect_until) == ("connected", None)
    assert read(world) == 200


# -- the provider says no ----------------------------------------------------------------------------------------------


def test_a_denial_ends_the_connection(world: Any) -> None:
    """The reason is kept, the grant is not deleted, and every process is told the same without asking again."""
    connected(world)
    world.qb.revoke_grants()
    with pytest.raises(ReconnectRequired, match="invalid_grant") as caught:
        read(world)
    assert caught.value.reason == "denied"
    stored = world.stored()
    assert (stored.status, stored.reason, stored.renew_at) == ("expired", "denied", None)
    assert stored.tokens is not None
    calls = len(world.qb.log)
    for sessions in (world.sessions, world.manager()):
        with pytest.raises(ReconnectRequired):
            read(world, sessions)
    assert len(world.qb.log) == calls


def test_a_denial_is_believed_only_after_reading_again(world: Any) -> None:
    """Somebody published while our old token was on its way: theirs is used."""
    connected(world)
    lent(world.sessions)
    world.clock.advance(HOUR)
    elsewhere, posts = world.manager(), []

    def overtake(request: Request) -> None:
        if request.url.endswith("bearer") and not posts:
            posts.append(request)
            tokens = world.qb.connect()
            fresh = attrs.evolve(
                world.tokens(),
                access=tokens.access,
                refresh=tokens.refresh,
                issued=world.clock.now(),
                expires=world.clock.now() + timedelta(hours=1),
            )
            record = world.stored()
            world.put(seal_tokens(record, fresh, record.lease_fence, RenewalPolicy(), world.storage.keys))
            world.qb.grants.of()[0].revoked = True

    world.line.before = overtake
    assert read(world) == 200
    assert world.stored().status == "connected"
    assert read(world, elsewhere) == 200


def test_a_denial_that_cannot_be_written_is_asked_again(world: Any) -> None:
    """Somebody wrote in the same moment: the truth is looked for anew."""
    connected(world)
    world.qb.revoke_grants()
    world.storage.fail("commit", after=1, times=1, error=StaleWrite())
    with pytest.raises(ReconnectRequired):
        read(world)
    assert world.qb.token_calls == 2


def test_a_wrong_client_secret_does_not_expire_the_connection(world: Any) -> None:
    """The app is misconfigured: it is told so, rests a moment, and works again once it is corrected."""
    connected(world)
    good = world.apps["quickbooks"]
    world.apps["quickbooks"] = attrs.evolve(good, client_secret="another")
    world.clock.advance(HOUR)
    wrong = world.manager()
    for _ in range(2):
        with pytest.raises(CredentialsRejected, match="invalid_client"):
            read(world, wrong)
    assert (world.stored().status, world.stored().reason) == ("error", "credentials")
    assert world.outcomes() == ["misconfigured"]
    world.clock.advance(2)
    assert read(world) == 200


def test_in_the_advisory_window_a_wrong_client_secret_stops_nobody(world: Any) -> None:
    """The sessions in use are good; there is time to correct it."""
    connected(world)
    world.apps["quickbooks"] = attrs.evolve(world.apps["quickbooks"], client_secret="another")
    wrong = world.manager()
    first = lent(wrong)
    world.clock.advance(ADVISORY)
    assert lent(wrong) == first
    assert world.stored().reason == "credentials"


GARBAGE: dict[str, Callable[[], Response]] = {
    "html": lambda: Response(status=200, body=b"<html>Please log in</html>"),
    "nothing": lambda: Response(status=200),
    "no refresh, no life": lambda: Response(status=200, body=b'{"access_token": "x"}'),
    "no access": lambda: Response(status=200, body=b'{"expires_in": 3600, "refresh_token": "x"}'),
    "a list": lambda: Response(status=200, body=b'["access_token"]'),
    "an error body": lambda: Response(status=200, body=b'{"error": "invalid_grant"}'),
    "a redirect": lambda: Response(status=302, headers={"location": "https://login.example.com"}),
    "a gateway's page": lambda: Response(status=403, body=b"<html>Blocked</html>"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_never_overwrites_tokens(world: Any, name: str) -> None:
    """Only a decoded, complete token answer does; and nothing but ``invalid_grant`` ends a connection."""
    connected(world)
    before = world.tokens()
    world.clock.advance(HOUR)
    world.line.after = lambda request, response: GARBAGE[name]() if "bearer" in request.url else response
    with pytest.raises((RenewalUnavailable, CredentialsRejected)):
        read(world)
    assert world.tokens() == before
    assert world.stored().status == "error"


# -- a storage that fails ----------------------------------------------------------------------------------------------


def test_a_grant_that_could_not_be_saved_is_saved_before_anything_else(
    world: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """It is kept in this process, told loudly, saved by the next call, and never logged."""
    caplog.set_level(logging.DEBUG)
    connected(world)
    world.clock.advance(HOUR)
    world.storage.fail("commit", after=1)
    for _ in range(2):
        with pytest.raises(TokensNotSaved) as caught:
            read(world)
        assert caught.value.retry == "safe"
    old = world.tokens()
    world.storage.heal()
    assert read(world) == 200
    assert world.tokens().access != old.access
    assert (world.qb.grants.renewals, world.qb.grants.rejections) == (1, 0)
    assert world.tokens().refresh not in caplog.text


def test_a_grant_that_waits_is_saved_even_when_the_old_token_still_works(world: Any) -> None:
    """A refusal brought the renewal about: the refused token must not be lent again before the save."""
    connected(world)
    lent(world.sessions)
    world.qb.expire_access_tokens()
    world.storage.fail("commit", after=1, times=1)
    with pytest.raises(TokensNotSaved):
        read(world)
    world.qb.forget_calls()
    assert read(world) == 200
    assert world.qb.count("GET companyinfo", status=401) == 0


def test_a_storage_that_cannot_be_read_owes_the_save_too(world: Any) -> None:
    """While a grant waits, every failure of the storage is as loud as the first."""
    connected(world)
    world.clock.advance(HOUR)
    world.storage.fail("commit", after=1)
    with pytest.raises(TokensNotSaved):
        read(world)
    world.storage.fail("get")
    with pytest.raises(TokensNotSaved):
        read(world)


def test_a_save_that_collides_and_cannot_look_again_is_not_saved(world: Any) -> None:
    """Somebody wrote meanwhile, and then the storage was gone: the grant is kept."""
    connected(world)
    lent(world.sessions)
    world.clock.advance(HOUR)
    world.storage.fail("commit", after=1, error=StaleWrite())
    world.storage.fail("get", after=1)
    with pytest.raises(TokensNotSaved):
        read(world)
    world.storage.heal()
    assert read(world) == 200
    assert world.qb.grants.renewals == 1


def test_in_the_advisory_window_a_storage_that_is_down_stops_nobody(world: Any) -> None:
    """The token in memory works for a while."""
    connected(world)
    first = lent(world.sessions)
    world.clock.advance(ADVISORY)
    world.storage.fail("get", "commit")
    assert lent(world.sessions) == first


def test_in_the_mandatory_window_a_storage_that_is_down_is_told(world: Any) -> None:
    """Without the lease nobody may renew."""
    connected(world)
    lent(world.sessions)
    world.clock.advance(HOUR)
    world.storage.fail("get")
    with pytest.raises(StorageUnavailable):
        read(world)
    assert world.qb.token_calls == 0


def test_a_lease_that_cannot_be_given_back_runs_out(world: Any) -> None:
    """The caller learns of the provider's trouble, not of the storage's; the lease ends by itself."""
    connected(world)
    world.clock.advance(HOUR)
    world.qb.faults.add(Refused(), route="POST token")
    world.storage.fail("commit", after=1, times=1)
    with pytest.raises(RenewalUnavailable, match="The provider could not"):
        read(world)
    assert world.stored().lease_owner is not None
    elsewhere = world.manager()
    world.clock.advance(61)
    assert read(world, elsewhere) == 200


def test_a_lease_of_ones_own_is_no_hindrance(world: Any) -> None:
    """What this process could not give back it need not wait for: nobody else is at it."""
    connected(world)
    world.clock.advance(HOUR)
    world.qb.faults.add(Refused(), route="POST token")
    world.storage.fail("commit", after=1, times=1)
    with pytest.raises(RenewalUnavailable):
        read(world)
    assert read(world) == 200
    assert world.clock.sleeps == ()


def test_a_broken_seal_is_told_as_such(world: Any) -> None:
    """With other keys nothing can be opened, and nothing is overwritten."""
    connected(world)
    with pytest.raises(SealBroken):
        read(world, world.manager(keys=SealingKeys.generate()))
    assert read(world) == 200


# -- which grant is the newer one --------------------------------------------------------------------------------------


def unsaved_grant(world: Any) -> None:
    """Renew, but let the storage fail before the new grant is in it."""
    connected(world)
    world.clock.advance(HOUR)
    world.storage.fail("commit", after=1)
    with pytest.raises(TokensNotSaved):
        lent(world.sessions)
    world.storage.heal()


def publish(world: Any, *, later: float, granted_at: bool = True) -> str:
    """Let another process have published a grant of its own, so many seconds after ours."""
    pair = world.qb.connect()
    at = world.clock.now() + timedelta(seconds=later)
    theirs = attrs.evolve(
        world.tokens(),
        access=pair.access,
        refresh=pair.refresh,
        issued=at,
        expires=at + timedelta(hours=1),
        granted_at=at if granted_at else None,
    )
    world.put(seal_tokens(world.stored(), theirs, 9, RenewalPolicy(), world.storage.keys))
    return pair.access


def test_a_late_grant_gives_way_to_a_newer_one(world: Any) -> None:
    """What somebody got from the provider after us is what counts."""
    unsaved_grant(world)
    theirs = publish(world, later=60)
    assert lent(world.sessions) == theirs
    assert world.tokens().access == theirs


def test_a_late_grant_replaces_an_older_one(world: Any) -> None:
    """What we got from the provider after somebody else is what counts."""
    unsaved_grant(world)
    theirs = publish(world, later=-60)
    ours = lent(world.sessions)
    assert ours != theirs
    assert world.tokens().access == ours


@pytest.mark.parametrize("granted_at", [True, False])
def test_of_two_grants_at_the_same_moment_the_provider_decides(world: Any, *, granted_at: bool) -> None:
    """Nobody can tell which is newer, so ours is posted: what comes back is newer than both."""
    unsaved_grant(world)
    theirs = publish(world, later=1, granted_at=granted_at)
    ours = lent(world.sessions)
    assert ours not in (theirs, None)
    assert world.tokens().access == ours
    assert world.qb.grants.renewals == 2


def test_of_two_grants_the_denied_one_is_dropped(world: Any) -> None:
    """The provider does not know ours any more: theirs is the newer one, and the connection lives."""
    unsaved_grant(world)
    theirs = publish(world, later=1)
    world.qb.grants.of()[0].revoked = True
    assert lent(world.sessions) == theirs
    assert (world.stored().status, world.stored().lease_ends) == ("connected", None)


def test_a_grant_that_is_stored_already_is_not_stored_again(world: Any) -> None:
    """The save had worked, only its answer was lost."""
    unsaved_grant(world)
    unsaved = world.sessions._renewal.memory.unsaved(KEY)
    world.put(seal_tokens(world.stored(), unsaved.tokens, 9, RenewalPolicy(), world.storage.keys))
    commits = world.storage.calls["commit"]
    assert lent(world.sessions) == unsaved.tokens.access
    assert world.storage.calls["commit"] == commits


def test_a_grant_for_a_connection_without_tokens_is_stored(world: Any) -> None:
    """There is nothing that could be newer."""
    unsaved_grant(world)
    world.put(attrs.evolve(world.stored(), tokens=None))
    lent(world.sessions)
    assert world.stored().tokens is not None


def test_a_late_grant_heals_a_connection_that_was_given_up(world: Any) -> None:
    """Others waited for a lease and a suspicion, then believed the denial; the slow one comes back after all."""
    unsaved_grant(world)
    world.put(attrs.evolve(world.stored(), status="expired", reason="lost", renew_at=None))
    lent(world.sessions)
    assert (world.stored().status, world.stored().reason) == ("connected", None)


def test_a_lease_that_was_taken_over_is_left_to_its_new_holder(world: Any) -> None:
    """A late holder saves its grant, and does not release what is not its own any more."""
    unsaved_grant(world)
    later = world.clock.now() + timedelta(seconds=50)
    world.put(attrs.evolve(world.stored(), lease_owner="another", lease_fence=99, lease_ends=later))
    lent(world.sessions)
    assert (world.stored().lease_owner, world.stored().lease_fence) == ("another", 99)


# -- while others act --------------------------------------------------------------------------------------------------


def test_a_connection_that_was_ended_meanwhile_stays_ended(world: Any) -> None:
    """A person disconnected while the renewal was under way: its grant is not stored, and not used."""
    made, elsewhere = connected(world), world.manager()
    world.clock.advance(HOUR)
    ended = attrs.evolve(world.stored(), status="disconnected", reason="disconnected")

    def end(request: Request) -> None:
        if request.url.endswith("bearer"):
            world.put(ended)

    world.line.before = end
    with pytest.raises(ReconnectRequired) as caught:
        read(world)
    assert caught.value.reason == "disconnected"
    assert world.stored().tokens == made.tokens
    with pytest.raises(ReconnectRequired):
        read(world)
    with pytest.raises(ReconnectRequired):
        read(world, elsewhere)


def test_a_system_without_an_app_is_the_hosts_mistake(world: Any) -> None:
    """The error names what was given."""
    with pytest.raises(UsageError, match="it has: rfms"):
        world.manager(apps=[world.apps["rfms"]]).authenticator(KEY)


def test_every_renewal_is_told_to_the_observer(world: Any) -> None:
    """With the provider's redacted words where it was not granted."""
    connected(world)
    world.clock.advance(HOUR)
    read(world)
    world.qb.revoke_grants()
    with pytest.raises(ReconnectRequired):
        read(world)
    told = [event for event in world.events if hasattr(event, "outcome")]
    assert [(event.connection, event.outcome) for event in told] == [
        ("acme/quickbooks/default", "granted"),
        ("acme/quickbooks/default", "denied"),
    ]
    assert "invalid_grant" in told[1].detail


def test_the_line_that_never_reached_the_provider_changes_nothing(world: Any) -> None:
    """A request proven not sent is no broken renewal: a denial after it is believed at once."""
    connected(world)
    world.clock.advance(HOUR)

    def cut(request: Request) -> None:
        if request.url.endswith("bearer"):
            raise NotSent

    world.line.before = cut
    with pytest.raises(RenewalUnavailable):
        read(world)
    assert world.stored().lease_owner is None
    world.line.before = None
    world.qb.revoke_grants()
    world.clock.advance(2)
    with pytest.raises(ReconnectRequired) as caught:
        read(world)
    assert caught.value.reason == "denied"
