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


async def connected(world: Any) -> Connection:
    """Send a person to QuickBooks and back; forget the exchange."""
    start = await world.sessions.authorize("quickbooks", tenant="acme")
    made: Connection = await world.sessions.complete(start, world.visit(start.url))
    world.qb.forget_calls()
    return made


async def lent(sessions: Any, key: Any = KEY) -> str:
    """Return the access token that a call would be signed with."""
    grant = await sessions.run(sessions.authenticator(key).grant())
    token: str = grant.session.tokens.access
    return token


async def read(world: Any, sessions: Any = None, key: Any = KEY) -> int:
    """Make a call; return its status."""
    sessions = sessions or world.sessions
    status: int = (await sessions.run(world.reading(sessions, key))).value
    return status


def lease_elsewhere(world: Any, *, seconds: float) -> None:
    """Let another process hold the lease."""
    ends = world.clock.now() + timedelta(seconds=seconds)
    world.put(attrs.evolve(world.stored(), lease_owner="somebody", lease_fence=7, lease_ends=ends))


# -- the three stages --------------------------------------------------------------------------------------------------


async def test_a_fresh_token_is_lent_from_memory(async_world: Any) -> None:
    """Neither the storage nor the provider is asked."""
    await connected(async_world)
    first = await lent(async_world.sessions)
    async_world.storage.fail("get", "commit")
    assert await lent(async_world.sessions) == first
    assert async_world.qb.token_calls == 0


async def test_in_the_advisory_window_one_caller_renews(async_world: Any) -> None:
    """The token still works, so nobody has to wait; the next call has the new one."""
    await connected(async_world)
    first = await lent(async_world.sessions)
    async_world.clock.advance(ADVISORY)
    second = await lent(async_world.sessions)
    assert second != first
    assert (await lent(async_world.sessions), async_world.qb.token_calls) == (second, 1)


async def test_in_the_advisory_window_nobody_waits_for_another_process(async_world: Any) -> None:
    """While somebody else holds the lease the old token is used."""
    await connected(async_world)
    first = await lent(async_world.sessions)
    async_world.clock.advance(ADVISORY)
    now = async_world.clock.now()
    async_world.put(
        attrs.evolve(
            async_world.stored(), lease_owner="somebody", lease_fence=7, lease_ends=now + timedelta(seconds=30)
        )
    )
    assert await lent(async_world.sessions) == first
    assert (async_world.clock.sleeps, async_world.qb.token_calls) == ((), 0)


async def test_in_the_mandatory_window_everybody_waits_for_another_process(async_world: Any) -> None:
    """The lease is polled until its holder has published, and the new tokens are adopted without a call."""
    await connected(async_world)
    await lent(async_world.sessions)
    async_world.clock.advance(MANDATORY)
    lease_elsewhere(async_world, seconds=30)
    polls = async_world.storage.storage = Published(async_world)
    assert await lent(async_world.sessions) == polls.access
    assert async_world.clock.sleeps == (0.25, 0.25, 0.25)
    assert async_world.qb.token_calls == 0


class Published:
    """A storage in which another process publishes its grant after a few looks."""

    def __init__(self, world: Any) -> None:
        """Stand in front of the world's storage."""
        self.world = world
        self.storage = world.storage.storage
        self._tables = self.storage._tables
        self.looks = 0
        self.access = ""

    async def get(self, *args: Any) -> Any:
        """Pass on; the fourth time the grant is there."""
        self.looks += 1
        if self.looks == 4:
            self.access = publish(self.world, later=0)
        return await self.storage.get(*args)


async def test_a_holder_that_takes_too_long_is_not_waited_for_for_ever(async_world: Any) -> None:
    """Patience ends with a typed error that says exactly why; nothing is lost."""
    async_world.policy(patience=5.0, poll=1.0)
    await connected(async_world)
    async_world.clock.advance(HOUR)
    now = async_world.clock.now()
    async_world.put(
        attrs.evolve(
            async_world.stored(), lease_owner="somebody", lease_fence=7, lease_ends=now + timedelta(seconds=90)
        )
    )
    with pytest.raises(RenewalUnavailable, match="for too long") as caught:
        await lent(async_world.sessions)
    assert caught.value.retry == "safe"
    assert 5 < sum(async_world.clock.sleeps) <= 7


async def test_a_lease_that_has_run_out_is_taken_over(async_world: Any) -> None:
    """A holder that died does not block the connection."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    lease_elsewhere(async_world, seconds=0)
    assert await read(async_world) == 200
    assert (async_world.stored().lease_fence, async_world.stored().lease_owner) == (8, None)


async def test_a_lease_from_a_clock_that_jumped_is_taken_over(async_world: Any) -> None:
    """An end that is days away was written under another time: it does not block for days."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    far = async_world.clock.now() + timedelta(days=2)
    async_world.put(attrs.evolve(async_world.stored(), lease_owner="jumped", lease_ends=far))
    assert await read(async_world) == 200


async def test_whoever_is_faster_leads(async_world: Any) -> None:
    """A lease is taken by compare-and-swap: the slower one looks again."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    async_world.storage.fail("commit", times=1, error=StaleWrite())
    assert await read(async_world) == 200
    assert async_world.qb.token_calls == 1


async def test_a_process_that_was_held_up_does_not_post(async_world: Any) -> None:
    """When too little of the lease is left for an answer to come in time, it looks again instead."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    sessions = async_world.sessions
    flow = sessions._renewal.renewed(KEY, sessions._renewal.publisher.hold(_session(async_world)).session)
    posts = 0

    def hold_up(request: Request) -> None:
        nonlocal posts
        posts += request.url.endswith("bearer")

    async_world.line.before = hold_up
    async_world.storage.storage = _Slow(async_world.storage.storage, async_world.clock)
    await sessions.run(flow)
    assert posts == 1
    assert async_world.storage.storage.delays == 1
    assert async_world.storage.storage.storage._tables.get(Connection, [KEY])[KEY].record.lease_fence == 3


class _Slow:
    """A storage whose first commit takes a minute."""

    def __init__(self, storage: Any, clock: Any) -> None:
        """Stand in front of a storage."""
        self.storage = storage
        self.clock = clock
        self.delays = 0

    async def get(self, *args: Any) -> Any:
        """Pass on."""
        return await self.storage.get(*args)

    async def commit(self, writes: Any) -> Any:
        """Pass on, and take a minute the first time."""
        done = await self.storage.commit(writes)
        if not self.delays:
            self.delays += 1
            self.clock.advance(60)
        return done


def _session(world: Any) -> Any:
    from crosstie.sessions.sealed import open_session  # noqa: PLC0415 - for one test

    return open_session(world.stored(), world.storage.keys)


# -- refused calls -----------------------------------------------------------------------------------------------------


async def test_a_refused_token_is_renewed_and_the_call_sent_again(async_world: Any) -> None:
    """The caller notices nothing."""
    await connected(async_world)
    await lent(async_world.sessions)
    async_world.qb.expire_access_tokens()
    assert await read(async_world) == 200
    assert (async_world.qb.grants.renewals, async_world.qb.grants.rejections) == (1, 0)


async def test_a_token_minted_in_this_very_call_is_not_renewed_again(async_world: Any) -> None:
    """A system that refuses even a brand-new token has another reason: it surfaces, and nothing loops."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    async_world.line.after = lambda request, response: response if "bearer" in request.url else Response(status=401)
    with pytest.raises(CredentialsRejected) as caught:
        await read(async_world)
    assert (caught.value.attempts, async_world.qb.token_calls) == (1, 1)


async def test_a_late_refusal_does_not_throw_away_newer_tokens(async_world: Any) -> None:
    """The refused token is named: if this process has another one by now, that is used, and nothing is renewed."""
    await connected(async_world)
    sessions = async_world.sessions
    auth = sessions.authenticator(KEY)
    old = await sessions.run(auth.grant())
    async_world.qb.expire_access_tokens()
    await read(async_world)
    async_world.qb.forget_calls()
    async_world.storage.fail("get")
    other = await sessions.run(auth.refused(old))
    assert other.session.access == await lent(sessions)
    assert async_world.qb.token_calls == 0


async def test_a_refusal_adopts_what_another_process_renewed(async_world: Any) -> None:
    """The storage is read before anything is posted."""
    await connected(async_world)
    elsewhere = async_world.manager()
    await lent(async_world.sessions)
    await lent(elsewhere)
    async_world.qb.expire_access_tokens()
    await read(async_world, elsewhere)
    async_world.qb.forget_calls()
    assert await read(async_world) == 200
    assert async_world.qb.token_calls == 0


async def test_without_a_refresh_token_a_refusal_surfaces(async_world: Any) -> None:
    """There is nothing to renew with, and nothing newer in the storage."""
    await connected(async_world)
    _strip_refresh(async_world)
    async_world.qb.expire_access_tokens()
    with pytest.raises(CredentialsRejected):
        await read(async_world)
    assert async_world.qb.token_calls == 0


async def test_without_a_refresh_token_the_end_of_the_token_is_the_end(async_world: Any) -> None:
    """Only a person can help, and no lease is left behind."""
    await connected(async_world)
    _strip_refresh(async_world)
    async_world.clock.advance(HOUR)
    with pytest.raises(ReconnectRequired, match="nothing to renew"):
        await read(async_world)
    assert async_world.stored().lease_owner is None


def _strip_refresh(world: Any) -> None:
    tokens = attrs.evolve(world.tokens(), refresh=None)
    world.put(seal_tokens(world.stored(), tokens, 1, RenewalPolicy(), world.storage.keys))


# -- sliding sessions --------------------------------------------------------------------------------------------------


async def test_a_sliding_session_lives_as_long_as_it_is_used(async_world: Any) -> None:
    """Its age counts from the last success: an hour of calls needs one session."""
    await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)
    for _ in range(12):
        async_world.clock.advance(600)
        assert await read(async_world, key=STORE) == 200
    assert async_world.rfms.sessions_begun == 1


async def test_an_idle_session_is_begun_anew(async_world: Any) -> None:
    """After a quarter of an hour without a call the old one is not even tried."""
    await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)
    async_world.clock.advance(900)
    assert await read(async_world, key=STORE) == 200
    assert async_world.rfms.sessions_begun == 2
    assert async_world.rfms.refusals == {}


async def test_a_session_is_not_used_beyond_its_maximum_age(async_world: Any) -> None:
    """However busy it is: the age is counted from its begin."""
    rfms = async_world.apps["rfms"]
    async_world.apps["rfms"] = attrs.evolve(rfms, policy=attrs.evolve(rfms.policy, max_age=1500.0))
    async_world.sessions = async_world.manager()
    await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)
    for _ in range(9):
        async_world.clock.advance(300)
        await read(async_world, key=STORE)
    assert async_world.rfms.sessions_begun == 2


async def test_a_session_that_was_lost_is_begun_without_tokens(async_world: Any) -> None:
    """Keys alone are enough: a record without tokens begins a session with the first call."""
    await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)
    async_world.put(attrs.evolve(async_world.stored(STORE), tokens=None))
    assert await read(async_world, async_world.manager(), STORE) == 200
    assert async_world.rfms.sessions_begun == 2


async def test_tokens_that_were_taken_away_are_bought_anew(async_world: Any) -> None:
    """Another process emptied the record; what is stored counts, and keys are enough."""
    await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)
    await read(async_world, key=STORE)
    async_world.put(attrs.evolve(async_world.stored(STORE), tokens=None))
    async_world.clock.advance(900)
    assert await read(async_world, key=STORE) == 200
    assert async_world.stored(STORE).tokens is not None


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
async def test_in_the_advisory_window_a_silent_provider_stops_nobody(async_world: Any, fault: Any) -> None:
    """The old token works for a while; the trouble is noted for whoever looks."""
    await connected(async_world)
    first = await lent(async_world.sessions)
    async_world.clock.advance(ADVISORY)
    async_world.qb.faults.add(fault, route="POST token")
    assert await lent(async_world.sessions) == first
    stored = async_world.stored()
    assert (stored.status, stored.error is not None, stored.lease_ends) == ("error", True, None)


@pytest.mark.parametrize("fault", SILENCES, ids=lambda fault: type(fault).__name__)
async def test_in_the_mandatory_window_a_silent_provider_is_told(async_world: Any, fault: Any) -> None:
    """The old tokens stay as they are, and the caller may try again."""
    await connected(async_world)
    before = async_world.tokens()
    async_world.clock.advance(HOUR)
    async_world.qb.faults.add(fault, route="POST token")
    with pytest.raises(RenewalUnavailable) as caught:
        await read(async_world)
    assert (caught.value.retry, caught.value.done) == ("safe", "The grant is intact.")
    assert caught.value.retry_after == (40.0 if getattr(fault, "retry_after", None) else None)
    assert async_world.tokens() == before


async def test_a_failed_renewal_is_not_repeated_at_once(async_world: Any) -> None:
    """Within the rest interval callers are told of the last failure; nothing is posted."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    async_world.qb.faults.add(Refused(), route="POST token")
    for _ in range(3):
        with pytest.raises(RenewalUnavailable):
            await read(async_world)
    assert async_world.outcomes() == ["unavailable"]
    async_world.clock.advance(2)
    assert await read(async_world) == 200
    assert async_world.stored().status == "connected"
    assert async_world.stored().error is None


async def test_an_answer_that_got_lost_on_the_way_is_a_suspicion_first(async_world: Any) -> None:
    """The provider granted, we never heard: the next denial is doubted, the one after that is called what it is."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    async_world.qb.faults.add(Timeout(after_effect=True), route="POST token")
    with pytest.raises(RenewalUnavailable):
        await read(async_world)
    assert async_world.stored().reason == "unanswered"
    async_world.clock.advance(5)
    with pytest.raises(RenewalUnavailable, match="broken off") as doubted:
        await read(async_world)
    assert (doubted.value.retry_after, async_world.stored().reason) == (120.0, "suspect")
    with pytest.raises(RenewalUnavailable):
        await read(async_world)
    async_world.clock.advance(121)
    with pytest.raises(ReconnectRequired) as caught:
        await read(async_world)
    assert (caught.value.reason, async_world.stored().status) == ("lost", "expired")


async def test_a_suspected_connection_heals_when_the_slow_one_comes_back(async_world: Any) -> None:
    """The renewer was not dead, only slow: its grant arrives and the suspicion is gone."""
    await connected(async_world)
    slow = async_world.manager()
    await lent(slow)
    async_world.clock.advance(HOUR)
    async_world.storage.fail("commit", after=1)
    with pytest.raises(TokensNotSaved):
        await lent(slow)
    async_world.storage.heal()
    async_world.clock.advance(61)
    with pytest.raises(RenewalUnavailable, match="broken off"):
        await read(async_world)
    assert await read(async_world, slow) == 200
    assert (async_world.stored().status, async_world.stored().suspect_until) == ("connected", None)
    assert await read(async_world) == 200


# -- the provider says no ----------------------------------------------------------------------------------------------


async def test_a_denial_ends_the_connection(async_world: Any) -> None:
    """The reason is kept, the grant is not deleted, and every process is told the same without asking again."""
    await connected(async_world)
    async_world.qb.revoke_grants()
    with pytest.raises(ReconnectRequired, match="invalid_grant") as caught:
        await read(async_world)
    assert caught.value.reason == "denied"
    stored = async_world.stored()
    assert (stored.status, stored.reason, stored.renew_at) == ("expired", "denied", None)
    assert stored.tokens is not None
    calls = len(async_world.qb.log)
    for sessions in (async_world.sessions, async_world.manager()):
        with pytest.raises(ReconnectRequired):
            await read(async_world, sessions)
    assert len(async_world.qb.log) == calls


async def test_a_denial_is_believed_only_after_reading_again(async_world: Any) -> None:
    """Somebody published while our old token was on its way: theirs is used."""
    await connected(async_world)
    await lent(async_world.sessions)
    async_world.clock.advance(HOUR)
    elsewhere, posts = async_world.manager(), []

    def overtake(request: Request) -> None:
        if request.url.endswith("bearer") and not posts:
            posts.append(request)
            tokens = async_world.qb.connect()
            fresh = attrs.evolve(
                async_world.tokens(),
                access=tokens.access,
                refresh=tokens.refresh,
                issued=async_world.clock.now(),
                expires=async_world.clock.now() + timedelta(hours=1),
            )
            record = async_world.stored()
            async_world.put(seal_tokens(record, fresh, record.lease_fence, RenewalPolicy(), async_world.storage.keys))
            async_world.qb.grants.of()[0].revoked = True

    async_world.line.before = overtake
    assert await read(async_world) == 200
    assert async_world.stored().status == "connected"
    assert await read(async_world, elsewhere) == 200


async def test_a_denial_that_cannot_be_written_is_asked_again(async_world: Any) -> None:
    """Somebody wrote in the same moment: the truth is looked for anew."""
    await connected(async_world)
    async_world.qb.revoke_grants()
    async_world.storage.fail("commit", after=1, times=1, error=StaleWrite())
    with pytest.raises(ReconnectRequired):
        await read(async_world)
    assert async_world.qb.token_calls == 2


async def test_a_wrong_client_secret_does_not_expire_the_connection(async_world: Any) -> None:
    """The app is misconfigured: it is told so, rests a moment, and works again once it is corrected."""
    await connected(async_world)
    good = async_world.apps["quickbooks"]
    async_world.apps["quickbooks"] = attrs.evolve(good, client_secret="another")
    async_world.clock.advance(HOUR)
    wrong = async_world.manager()
    for _ in range(2):
        with pytest.raises(CredentialsRejected, match="invalid_client"):
            await read(async_world, wrong)
    assert (async_world.stored().status, async_world.stored().reason) == ("error", "credentials")
    assert async_world.outcomes() == ["misconfigured"]
    async_world.clock.advance(2)
    assert await read(async_world) == 200


async def test_in_the_advisory_window_a_wrong_client_secret_stops_nobody(async_world: Any) -> None:
    """The sessions in use are good; there is time to correct it."""
    await connected(async_world)
    async_world.apps["quickbooks"] = attrs.evolve(async_world.apps["quickbooks"], client_secret="another")
    wrong = async_world.manager()
    first = await lent(wrong)
    async_world.clock.advance(ADVISORY)
    assert await lent(wrong) == first
    assert async_world.stored().reason == "credentials"


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
async def test_garbage_never_overwrites_tokens(async_world: Any, name: str) -> None:
    """Only a decoded, complete token answer does; and nothing but ``invalid_grant`` ends a connection."""
    await connected(async_world)
    before = async_world.tokens()
    async_world.clock.advance(HOUR)
    async_world.line.after = lambda request, response: GARBAGE[name]() if "bearer" in request.url else response
    with pytest.raises((RenewalUnavailable, CredentialsRejected)):
        await read(async_world)
    assert async_world.tokens() == before
    assert async_world.stored().status == "error"


# -- a storage that fails ----------------------------------------------------------------------------------------------


async def test_a_grant_that_could_not_be_saved_is_saved_before_anything_else(
    async_world: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """It is kept in this process, told loudly, saved by the next call, and never logged."""
    caplog.set_level(logging.DEBUG)
    await connected(async_world)
    async_world.clock.advance(HOUR)
    async_world.storage.fail("commit", after=1)
    for _ in range(2):
        with pytest.raises(TokensNotSaved) as caught:
            await read(async_world)
        assert caught.value.retry == "safe"
    old = async_world.tokens()
    async_world.storage.heal()
    assert await read(async_world) == 200
    assert async_world.tokens().access != old.access
    assert (async_world.qb.grants.renewals, async_world.qb.grants.rejections) == (1, 0)
    assert async_world.tokens().refresh not in caplog.text


async def test_a_grant_that_waits_is_saved_even_when_the_old_token_still_works(async_world: Any) -> None:
    """A refusal brought the renewal about: the refused token must not be lent again before the save."""
    await connected(async_world)
    await lent(async_world.sessions)
    async_world.qb.expire_access_tokens()
    async_world.storage.fail("commit", after=1, times=1)
    with pytest.raises(TokensNotSaved):
        await read(async_world)
    async_world.qb.forget_calls()
    assert await read(async_world) == 200
    assert async_world.qb.count("GET companyinfo", status=401) == 0


async def test_a_storage_that_cannot_be_read_owes_the_save_too(async_world: Any) -> None:
    """While a grant waits, every failure of the storage is as loud as the first."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    async_world.storage.fail("commit", after=1)
    with pytest.raises(TokensNotSaved):
        await read(async_world)
    async_world.storage.fail("get")
    with pytest.raises(TokensNotSaved):
        await read(async_world)


async def test_a_save_that_collides_and_cannot_look_again_is_not_saved(async_world: Any) -> None:
    """Somebody wrote meanwhile, and then the storage was gone: the grant is kept."""
    await connected(async_world)
    await lent(async_world.sessions)
    async_world.clock.advance(HOUR)
    async_world.storage.fail("commit", after=1, error=StaleWrite())
    async_world.storage.fail("get", after=1)
    with pytest.raises(TokensNotSaved):
        await read(async_world)
    async_world.storage.heal()
    assert await read(async_world) == 200
    assert async_world.qb.grants.renewals == 1


async def test_in_the_advisory_window_a_storage_that_is_down_stops_nobody(async_world: Any) -> None:
    """The token in memory works for a while."""
    await connected(async_world)
    first = await lent(async_world.sessions)
    async_world.clock.advance(ADVISORY)
    async_world.storage.fail("get", "commit")
    assert await lent(async_world.sessions) == first


async def test_in_the_mandatory_window_a_storage_that_is_down_is_told(async_world: Any) -> None:
    """Without the lease nobody may renew."""
    await connected(async_world)
    await lent(async_world.sessions)
    async_world.clock.advance(HOUR)
    async_world.storage.fail("get")
    with pytest.raises(StorageUnavailable):
        await read(async_world)
    assert async_world.qb.token_calls == 0


async def test_a_lease_that_cannot_be_given_back_runs_out(async_world: Any) -> None:
    """The caller learns of the provider's trouble, not of the storage's; the lease ends by itself."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    async_world.qb.faults.add(Refused(), route="POST token")
    async_world.storage.fail("commit", after=1, times=1)
    with pytest.raises(RenewalUnavailable, match="The provider could not"):
        await read(async_world)
    assert async_world.stored().lease_owner is not None
    elsewhere = async_world.manager()
    async_world.clock.advance(61)
    assert await read(async_world, elsewhere) == 200


async def test_a_lease_of_ones_own_is_no_hindrance(async_world: Any) -> None:
    """What this process could not give back it need not wait for: nobody else is at it."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    async_world.qb.faults.add(Refused(), route="POST token")
    async_world.storage.fail("commit", after=1, times=1)
    with pytest.raises(RenewalUnavailable):
        await read(async_world)
    assert await read(async_world) == 200
    assert async_world.clock.sleeps == ()


async def test_a_broken_seal_is_told_as_such(async_world: Any) -> None:
    """With other keys nothing can be opened, and nothing is overwritten."""
    await connected(async_world)
    with pytest.raises(SealBroken):
        await read(async_world, async_world.manager(keys=SealingKeys.generate()))
    assert await read(async_world) == 200


# -- which grant is the newer one --------------------------------------------------------------------------------------


async def unsaved_grant(world: Any) -> None:
    """Renew, but let the storage fail before the new grant is in it."""
    await connected(world)
    world.clock.advance(HOUR)
    world.storage.fail("commit", after=1)
    with pytest.raises(TokensNotSaved):
        await lent(world.sessions)
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


async def test_a_late_grant_gives_way_to_a_newer_one(async_world: Any) -> None:
    """What somebody got from the provider after us is what counts."""
    await unsaved_grant(async_world)
    theirs = publish(async_world, later=60)
    assert await lent(async_world.sessions) == theirs
    assert async_world.tokens().access == theirs


async def test_a_late_grant_replaces_an_older_one(async_world: Any) -> None:
    """What we got from the provider after somebody else is what counts."""
    await unsaved_grant(async_world)
    theirs = publish(async_world, later=-60)
    ours = await lent(async_world.sessions)
    assert ours != theirs
    assert async_world.tokens().access == ours


@pytest.mark.parametrize("granted_at", [True, False])
async def test_of_two_grants_at_the_same_moment_the_provider_decides(async_world: Any, *, granted_at: bool) -> None:
    """Nobody can tell which is newer, so ours is posted: what comes back is newer than both."""
    await unsaved_grant(async_world)
    theirs = publish(async_world, later=1, granted_at=granted_at)
    ours = await lent(async_world.sessions)
    assert ours not in (theirs, None)
    assert async_world.tokens().access == ours
    assert async_world.qb.grants.renewals == 2


async def test_of_two_grants_the_denied_one_is_dropped(async_world: Any) -> None:
    """The provider does not know ours any more: theirs is the newer one, and the connection lives."""
    await unsaved_grant(async_world)
    theirs = publish(async_world, later=1)
    async_world.qb.grants.of()[0].revoked = True
    assert await lent(async_world.sessions) == theirs
    assert (async_world.stored().status, async_world.stored().lease_ends) == ("connected", None)


async def test_a_grant_that_is_stored_already_is_not_stored_again(async_world: Any) -> None:
    """The save had worked, only its answer was lost."""
    await unsaved_grant(async_world)
    unsaved = async_world.sessions._renewal.memory.unsaved(KEY)
    async_world.put(seal_tokens(async_world.stored(), unsaved.tokens, 9, RenewalPolicy(), async_world.storage.keys))
    commits = async_world.storage.calls["commit"]
    assert await lent(async_world.sessions) == unsaved.tokens.access
    assert async_world.storage.calls["commit"] == commits


async def test_a_grant_for_a_connection_without_tokens_is_stored(async_world: Any) -> None:
    """There is nothing that could be newer."""
    await unsaved_grant(async_world)
    async_world.put(attrs.evolve(async_world.stored(), tokens=None))
    await lent(async_world.sessions)
    assert async_world.stored().tokens is not None


async def test_a_late_grant_heals_a_connection_that_was_given_up(async_world: Any) -> None:
    """Others waited for a lease and a suspicion, then believed the denial; the slow one comes back after all."""
    await unsaved_grant(async_world)
    async_world.put(attrs.evolve(async_world.stored(), status="expired", reason="lost", renew_at=None))
    await lent(async_world.sessions)
    assert (async_world.stored().status, async_world.stored().reason) == ("connected", None)


async def test_a_lease_that_was_taken_over_is_left_to_its_new_holder(async_world: Any) -> None:
    """A late holder saves its grant, and does not release what is not its own any more."""
    await unsaved_grant(async_world)
    later = async_world.clock.now() + timedelta(seconds=50)
    async_world.put(attrs.evolve(async_world.stored(), lease_owner="another", lease_fence=99, lease_ends=later))
    await lent(async_world.sessions)
    assert (async_world.stored().lease_owner, async_world.stored().lease_fence) == ("another", 99)


# -- while others act --------------------------------------------------------------------------------------------------


async def test_a_connection_that_was_ended_meanwhile_stays_ended(async_world: Any) -> None:
    """A person disconnected while the renewal was under way: its grant is not stored, and not used."""
    made, elsewhere = await connected(async_world), async_world.manager()
    async_world.clock.advance(HOUR)
    ended = attrs.evolve(async_world.stored(), status="disconnected", reason="disconnected")

    def end(request: Request) -> None:
        if request.url.endswith("bearer"):
            async_world.put(ended)

    async_world.line.before = end
    with pytest.raises(ReconnectRequired) as caught:
        await read(async_world)
    assert caught.value.reason == "disconnected"
    assert async_world.stored().tokens == made.tokens
    with pytest.raises(ReconnectRequired):
        await read(async_world)
    with pytest.raises(ReconnectRequired):
        await read(async_world, elsewhere)


async def test_a_system_without_an_app_is_the_hosts_mistake(async_world: Any) -> None:
    """The error names what was given."""
    with pytest.raises(UsageError, match="it has: rfms"):
        async_world.manager(apps=[async_world.apps["rfms"]]).authenticator(KEY)


async def test_every_renewal_is_told_to_the_observer(async_world: Any) -> None:
    """With the provider's redacted words where it was not granted."""
    await connected(async_world)
    async_world.clock.advance(HOUR)
    await read(async_world)
    async_world.qb.revoke_grants()
    with pytest.raises(ReconnectRequired):
        await read(async_world)
    told = [event for event in async_world.events if hasattr(event, "outcome")]
    assert [(event.connection, event.outcome) for event in told] == [
        ("acme/quickbooks/default", "granted"),
        ("acme/quickbooks/default", "denied"),
    ]
    assert "invalid_grant" in told[1].detail


async def test_the_line_that_never_reached_the_provider_changes_nothing(async_world: Any) -> None:
    """A request proven not sent is no broken renewal: a denial after it is believed at once."""
    await connected(async_world)
    async_world.clock.advance(HOUR)

    def cut(request: Request) -> None:
        if request.url.endswith("bearer"):
            raise NotSent

    async_world.line.before = cut
    with pytest.raises(RenewalUnavailable):
        await read(async_world)
    assert async_world.stored().lease_owner is None
    async_world.line.before = None
    async_world.qb.revoke_grants()
    async_world.clock.advance(2)
    with pytest.raises(ReconnectRequired) as caught:
        await read(async_world)
    assert caught.value.reason == "denied"
