"""A system that refuses what no renewal can help: the connection says so, and nothing is renewed in vain."""

# ruff: noqa: ANN401 - the world is what conftest makes; tests cannot import from there

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from crosstie.core.messages import Response
from crosstie.errors import CredentialsRejected
from crosstie.storage.records import Connection

KEY = ("acme", "quickbooks", "default")
PAUSE = 300
NO = Response(status=401)


async def connected(world: Any) -> Connection:
    """Send a person to QuickBooks and back; forget the exchange."""
    start = await world.sessions.authorize("quickbooks", tenant="acme")
    made: Connection = await world.sessions.complete(start, world.visit(start.url))
    world.qb.forget_calls()
    return made


async def read(world: Any, sessions: Any = None) -> int:
    """Make a call; return its status."""
    sessions = sessions or world.sessions
    status: int = (await sessions.run(world.reading(sessions, KEY))).value
    return status


def refuse(world: Any) -> None:
    """Let the system refuse every call from now on; the provider goes on renewing."""
    world.line.after = lambda request, response: response if "bearer" in request.url else NO


async def refused(world: Any) -> None:
    """Bring a connection to where fresh tokens were refused."""
    await connected(world)
    refuse(world)
    with pytest.raises(CredentialsRejected):
        await read(world)


async def state(world: Any) -> tuple[str, str | None]:
    """Return what the status says."""
    (status,) = await world.sessions.status("acme")
    return status.state, status.reason


# -- what is noted -----------------------------------------------------------------------------------------------------


async def test_a_refusal_of_fresh_tokens_is_the_state_of_the_connection(async_world: Any) -> None:
    """An error with its reason, its text and its time; the grant works, so nobody has to connect again."""
    await refused(async_world)
    (status,) = await async_world.sessions.status("acme")
    assert (status.state, status.reason) == ("error", "refused")
    assert status.error == CredentialsRejected().message
    assert status.error_at == async_world.clock.now()
    assert async_world.qb.token_calls == 1


async def test_the_same_holds_for_tokens_minted_before_the_first_refusal(async_world: Any) -> None:
    """They were due, and refused at once."""
    await connected(async_world)
    async_world.clock.advance(3600)
    refuse(async_world)
    with pytest.raises(CredentialsRejected):
        await read(async_world)
    assert (await state(async_world), async_world.qb.token_calls) == (("error", "refused"), 1)


async def test_repeated_calls_do_not_renew_again_and_again(async_world: Any) -> None:
    """In no process: each call is sent once with the tokens there are; after the pause one renewal is tried."""
    await refused(async_world)
    noted = async_world.stored()
    elsewhere = async_world.manager()
    async_world.clock.advance(PAUSE - 1)
    for sessions in (async_world.sessions, elsewhere) * 3:
        with pytest.raises(CredentialsRejected) as caught:
            await read(async_world, sessions)
        assert caught.value.attempts == 1
    assert (async_world.qb.token_calls, async_world.stored()) == (1, noted)
    async_world.clock.advance(1)
    for _ in range(3):
        with pytest.raises(CredentialsRejected):
            await read(async_world)
    assert async_world.qb.token_calls == 2
    assert async_world.stored().error_at == async_world.clock.now()


async def test_the_pause_is_the_policys(async_world: Any) -> None:
    """None means that each refusal may renew."""
    await connected(async_world)
    async_world.policy(refused=0)
    refuse(async_world)
    for _ in range(2):
        with pytest.raises(CredentialsRejected):
            await read(async_world)
    assert async_world.qb.token_calls == 2


async def test_what_is_due_is_renewed_all_the_same(async_world: Any) -> None:
    """The pause is for renewals that a refusal asks for; the grant is kept alive at its own times."""
    await refused(async_world)
    (row,) = (await async_world.sessions.renew_due(within=7200)).rows
    assert (row.outcome, async_world.qb.token_calls) == ("renewed", 2)
    assert await state(async_world) == ("connected", None)


# -- how it ends -------------------------------------------------------------------------------------------------------


async def test_a_call_that_goes_through_makes_the_connection_healthy(async_world: Any) -> None:
    """With the very tokens that were refused; from then on a refusal is followed by a renewal again."""
    await refused(async_world)
    async_world.line.after = None
    assert await read(async_world) == 200
    assert (await state(async_world), async_world.stored().error) == (("connected", None), None)
    written = async_world.stored()
    assert await read(async_world) == 200
    assert async_world.stored() == written
    async_world.qb.expire_access_tokens()
    assert await read(async_world) == 200
    assert async_world.qb.token_calls == 2


@pytest.mark.parametrize("how", ["it starts later", "it was refused itself"])
async def test_a_call_of_another_process_does_so_too(async_world: Any, how: str) -> None:
    """Whether it read of the refusal when it began, or when it was refused itself."""
    await connected(async_world)
    elsewhere, tried = async_world.manager(), how == "it was refused itself"
    if tried:
        await read(async_world, elsewhere)
    refuse(async_world)
    with pytest.raises(CredentialsRejected):
        await read(async_world)
    if tried:
        for _ in range(2):  # the first one adopts the tokens, the second one is refused with them
            with pytest.raises(CredentialsRejected):
                await read(async_world, elsewhere)
    async_world.line.after = None
    assert await read(async_world, elsewhere) == 200
    assert (await state(async_world), async_world.qb.token_calls) == (("connected", None), 1)


async def test_connecting_again_starts_anew(async_world: Any) -> None:
    """A person's new grant has nothing of the old refusal."""
    await refused(async_world)
    async_world.line.after = None
    await connected(async_world)
    assert await state(async_world) == ("connected", None)
    async_world.qb.expire_access_tokens()
    assert await read(async_world) == 200
    assert async_world.qb.token_calls == 1


# -- keys that are never renewed ---------------------------------------------------------------------------------------


STATIC = ("acme", "static", "default")


async def use_keys(world: Any, sessions: Any = None) -> int:
    """Make a call with keys alone; return its status."""
    sessions = sessions or world.sessions
    status: int = (await sessions.run(world.reading(sessions, STATIC))).value
    return status


async def keys_refused(world: Any, sessions: Any = None) -> None:
    """Connect with keys, and let the system refuse them."""
    await world.sessions.connect("static", tenant="acme", api_key="static-key")
    if sessions is not None:
        await use_keys(world, sessions)
    refuse(world)
    for _ in range(2):
        with pytest.raises(CredentialsRejected):
            await use_keys(world)


async def test_keys_that_are_refused_are_the_state_of_the_connection_too(async_world: Any) -> None:
    """Nobody has to guess from failed calls that somebody took the keys back; it is noted once."""
    await keys_refused(async_world)
    (status,) = await async_world.sessions.status("acme")
    assert (status.state, status.reason, status.error) == ("error", "refused", CredentialsRejected().message)
    noted = async_world.stored(STATIC)
    with pytest.raises(CredentialsRejected):
        await use_keys(async_world)
    assert async_world.stored(STATIC) == noted


async def test_keys_that_are_taken_again_make_the_connection_healthy(async_world: Any) -> None:
    """They were blocked for a while; new keys begin without the old error as well."""
    await keys_refused(async_world)
    async_world.line.after = None
    assert await use_keys(async_world) == 200
    assert await state(async_world) == ("connected", None)
    await keys_refused(async_world)
    async_world.line.after = None
    await async_world.sessions.connect("static", tenant="acme", api_key="another-key")
    assert await state(async_world) == ("connected", None)


async def test_a_process_that_was_never_refused_takes_it_back_once_it_has_seen_it(async_world: Any) -> None:
    """Whoever shows the status learns of the error; without that one process's bad minute would stand for ever."""
    elsewhere = async_world.manager()
    await keys_refused(async_world, elsewhere)
    async_world.line.after = None
    assert await use_keys(async_world, elsewhere) == 200
    assert [(one.state, one.reason) for one in await elsewhere.status("acme")] == [("error", "refused")]
    assert await use_keys(async_world, elsewhere) == 200
    assert await state(async_world) == ("connected", None)


# -- what is left alone ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"status": "disconnected", "reason": "asked"},
        {"lease_owner": "another", "lease_fence": 99},
        {"status": "error", "reason": "refused", "error": "Noted before."},
    ],
    ids=["ended", "renewing", "noted"],
)
async def test_what_happened_meanwhile_counts_for_more(async_world: Any, meanwhile: Any) -> None:
    """A person's end, another renewal and an earlier note are not overwritten."""
    await connected(async_world)
    async_world.qb.expire_access_tokens()
    auth = async_world.sessions.authenticator(KEY)
    fresh = await async_world.sessions.run(auth.refused(await async_world.sessions.run(auth.grant())))
    changed = attrs.evolve(async_world.stored(), **meanwhile)
    async_world.put(changed)
    await async_world.sessions.run(auth.rejected(fresh, "No."))
    assert async_world.stored() == changed


async def test_only_the_current_fresh_tokens_are_noted(async_world: Any) -> None:
    """Neither those that were not renewed in this call, nor those that another renewal has replaced."""
    await connected(async_world)
    sessions = async_world.sessions
    auth = sessions.authenticator(KEY)
    old = await sessions.run(auth.grant())
    await sessions.run(auth.rejected(old, "No."))
    assert await state(async_world) == ("connected", None)
    await sessions.run(auth.rejected(await sessions.run(auth.refused(old)), "No."))
    assert await state(async_world) == ("error", "refused")
    await sessions.renew_due(within=7200)
    await sessions.run(auth.rejected(attrs.evolve(old, minted=True), "No."))
    assert await state(async_world) == ("connected", None)


async def test_a_storage_that_fails_changes_nothing_for_the_caller(async_world: Any) -> None:
    """The refusal stays what the caller sees, and a call that went through has gone through."""
    await connected(async_world)
    sessions = async_world.sessions
    auth = sessions.authenticator(KEY)
    fresh = await sessions.run(auth.refused(await sessions.run(auth.grant())))
    async_world.storage.fail("commit")
    await sessions.run(auth.rejected(fresh, "No."))
    assert await state(async_world) == ("connected", None)
    async_world.storage.heal()
    await sessions.run(auth.rejected(fresh, "No."))
    async_world.storage.fail("commit")
    assert await read(async_world) == 200
    assert await state(async_world) == ("error", "refused")


async def test_a_note_that_is_gone_needs_no_taking_back(async_world: Any) -> None:
    """Another process was faster."""
    await refused(async_world)
    healthy = attrs.evolve(async_world.stored(), status="connected", reason=None, error=None, error_at=None)
    async_world.put(healthy)
    async_world.line.after = None
    assert await read(async_world) == 200
    assert async_world.stored() == healthy


async def test_a_clock_that_was_turned_back_does_not_prolong_the_pause(async_world: Any) -> None:
    """A note from a far future holds up nothing."""
    await refused(async_world)
    stored = async_world.stored()
    async_world.put(attrs.evolve(stored, error_at=stored.error_at + timedelta(days=9)))
    with pytest.raises(CredentialsRejected):
        await read(async_world)
    assert async_world.qb.token_calls == 2
