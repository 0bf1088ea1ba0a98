# @generated from tests/unit/sessions/test_fresh_refusals_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
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


def connected(world: Any) -> Connection:
    """Send a person to QuickBooks and back; forget the exchange."""
    start = world.sessions.authorize("quickbooks", tenant="acme")
    made: Connection = world.sessions.complete(start, world.visit(start.url))
    world.qb.forget_calls()
    return made


def read(world: Any, sessions: Any = None) -> int:
    """Make a call; return its status."""
    sessions = sessions or world.sessions
    status: int = sessions.run(world.reading(sessions, KEY)).value
    return status


def refuse(world: Any) -> None:
    """Let the system refuse every call from now on; the provider goes on renewing."""
    world.line.after = lambda request, response: response if "bearer" in request.url else NO


def refused(world: Any) -> None:
    """Bring a connection to where fresh tokens were refused."""
    connected(world)
    refuse(world)
    with pytest.raises(CredentialsRejected):
        read(world)


def state(world: Any) -> tuple[str, str | None]:
    """Return what the status says."""
    (status,) = world.sessions.status("acme")
    return status.state, status.reason


# -- what is noted -----------------------------------------------------------------------------------------------------


def test_a_refusal_of_fresh_tokens_is_the_state_of_the_connection(world: Any) -> None:
    """An error with its reason, its text and its time; the grant works, so nobody has to connect again."""
    refused(world)
    (status,) = world.sessions.status("acme")
    assert (status.state, status.reason) == ("error", "refused")
    assert status.error == CredentialsRejected().message
    assert status.error_at == world.clock.now()
    assert world.qb.token_calls == 1


def test_the_same_holds_for_tokens_minted_before_the_first_refusal(world: Any) -> None:
    """They were due, and refused at once."""
    connected(world)
    world.clock.advance(3600)
    refuse(world)
    with pytest.raises(CredentialsRejected):
        read(world)
    assert (state(world), world.qb.token_calls) == (("error", "refused"), 1)


def test_repeated_calls_do_not_renew_again_and_again(world: Any) -> None:
    """In no process: each call is sent once with the tokens there are; after the pause one renewal is tried."""
    refused(world)
    noted = world.stored()
    elsewhere = world.manager()
    world.clock.advance(PAUSE - 1)
    for sessions in (world.sessions, elsewhere) * 3:
        with pytest.raises(CredentialsRejected) as caught:
            read(world, sessions)
        assert caught.value.attempts == 1
    assert (world.qb.token_calls, world.stored()) == (1, noted)
    world.clock.advance(1)
    for _ in range(3):
        with pytest.raises(CredentialsRejected):
            read(world)
    assert world.qb.token_calls == 2
    assert world.stored().error_at == world.clock.now()


def test_the_pause_is_the_policys(world: Any) -> None:
    """None means that each refusal may renew."""
    connected(world)
    world.policy(refused=0)
    refuse(world)
    for _ in range(2):
        with pytest.raises(CredentialsRejected):
            read(world)
    assert world.qb.token_calls == 2


def test_what_is_due_is_renewed_all_the_same(world: Any) -> None:
    """The pause is for renewals that a refusal asks for; the grant is kept alive at its own times."""
    refused(world)
    (row,) = world.sessions.renew_due(within=7200).rows
    assert (row.outcome, world.qb.token_calls) == ("renewed", 2)
    assert state(world) == ("connected", None)


# -- how it ends -------------------------------------------------------------------------------------------------------


def test_a_call_that_goes_through_makes_the_connection_healthy(world: Any) -> None:
    """With the very tokens that were refused; from then on a refusal is followed by a renewal again."""
    refused(world)
    world.line.after = None
    assert read(world) == 200
    assert (state(world), world.stored().error) == (("connected", None), None)
    written = world.stored()
    assert read(world) == 200
    assert world.stored() == written
    world.qb.expire_access_tokens()
    assert read(world) == 200
    assert world.qb.token_calls == 2


@pytest.mark.parametrize("how", ["it starts later", "it was refused itself"])
def test_a_call_of_another_process_does_so_too(world: Any, how: str) -> None:
    """Whether it read of the refusal when it began, or when it was refused itself."""
    connected(world)
    elsewhere, tried = world.manager(), how == "it was refused itself"
    if tried:
        read(world, elsewhere)
    refuse(world)
    with pytest.raises(CredentialsRejected):
        read(world)
    if tried:
        for _ in range(2):  # the first one adopts the tokens, the second one is refused with them
            with pytest.raises(CredentialsRejected):
                read(world, elsewhere)
    world.line.after = None
    assert read(world, elsewhere) == 200
    assert (state(world), world.qb.token_calls) == (("connected", None), 1)


def test_connecting_again_starts_anew(world: Any) -> None:
    """A person's new grant has nothing of the old refusal."""
    refused(world)
    world.line.after = None
    connected(world)
    assert state(world) == ("connected", None)
    world.qb.expire_access_tokens()
    assert read(world) == 200
    assert world.qb.token_calls == 1


# -- keys that are never renewed ---------------------------------------------------------------------------------------


STATIC = ("acme", "static", "default")


def use_keys(world: Any, sessions: Any = None) -> int:
    """Make a call with keys alone; return its status."""
    sessions = sessions or world.sessions
    status: int = sessions.run(world.reading(sessions, STATIC)).value
    return status


def keys_refused(world: Any, sessions: Any = None) -> None:
    """Connect with keys, and let the system refuse them."""
    world.sessions.connect("static", tenant="acme", api_key="static-key")
    if sessions is not None:
        use_keys(world, sessions)
    refuse(world)
    for _ in range(2):
        with pytest.raises(CredentialsRejected):
            use_keys(world)


def test_keys_that_are_refused_are_the_state_of_the_connection_too(world: Any) -> None:
    """Nobody has to guess from failed calls that somebody took the keys back; it is noted once."""
    keys_refused(world)
    (status,) = world.sessions.status("acme")
    assert (status.state, status.reason, status.error) == ("error", "refused", CredentialsRejected().message)
    noted = world.stored(STATIC)
    with pytest.raises(CredentialsRejected):
        use_keys(world)
    assert world.stored(STATIC) == noted


def test_keys_that_are_taken_again_make_the_connection_healthy(world: Any) -> None:
    """They were blocked for a while; new keys begin without the old error as well."""
    keys_refused(world)
    world.line.after = None
    assert use_keys(world) == 200
    assert state(world) == ("connected", None)
    keys_refused(world)
    world.line.after = None
    world.sessions.connect("static", tenant="acme", api_key="another-key")
    assert state(world) == ("connected", None)


def test_a_process_that_was_never_refused_takes_it_back_once_it_has_seen_it(world: Any) -> None:
    """Whoever shows the status learns of the error; without that one process's bad minute would stand for ever."""
    elsewhere = world.manager()
    keys_refused(world, elsewhere)
    world.line.after = None
    assert use_keys(world, elsewhere) == 200
    assert [(one.state, one.reason) for one in elsewhere.status("acme")] == [("error", "refused")]
    assert use_keys(world, elsewhere) == 200
    assert state(world) == ("connected", None)


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
def test_what_happened_meanwhile_counts_for_more(world: Any, meanwhile: Any) -> None:
    """A person's end, another renewal and an earlier note are not overwritten."""
    connected(world)
    world.qb.expire_access_tokens()
    auth = world.sessions.authenticator(KEY)
    fresh = world.sessions.run(auth.refused(world.sessions.run(auth.grant())))
    changed = attrs.evolve(world.stored(), **meanwhile)
    world.put(changed)
    world.sessions.run(auth.rejected(fresh, "No."))
    assert world.stored() == changed


def test_only_the_current_fresh_tokens_are_noted(world: Any) -> None:
    """Neither those that were not renewed in this call, nor those that another renewal has replaced."""
    connected(world)
    sessions = world.sessions
    auth = sessions.authenticator(KEY)
    old = sessions.run(auth.grant())
    sessions.run(auth.rejected(old, "No."))
    assert state(world) == ("connected", None)
    sessions.run(auth.rejected(sessions.run(auth.refused(old)), "No."))
    assert state(world) == ("error", "refused")
    sessions.renew_due(within=7200)
    sessions.run(auth.rejected(attrs.evolve(old, minted=True), "No."))
    assert state(world) == ("connected", None)


def test_a_storage_that_fails_changes_nothing_for_the_caller(world: Any) -> None:
    """The refusal stays what the caller sees, and a call that went through has gone through."""
    connected(world)
    sessions = world.sessions
    auth = sessions.authenticator(KEY)
    fresh = sessions.run(auth.refused(sessions.run(auth.grant())))
    world.storage.fail("commit")
    sessions.run(auth.rejected(fresh, "No."))
    assert state(world) == ("connected", None)
    world.storage.heal()
    sessions.run(auth.rejected(fresh, "No."))
    world.storage.fail("commit")
    assert read(world) == 200
    assert state(world) == ("error", "refused")


def test_a_note_that_is_gone_needs_no_taking_back(world: Any) -> None:
    """Another process was faster."""
    refused(world)
    healthy = attrs.evolve(world.stored(), status="connected", reason=None, error=None, error_at=None)
    world.put(healthy)
    world.line.after = None
    assert read(world) == 200
    assert world.stored() == healthy


def test_a_clock_that_was_turned_back_does_not_prolong_the_pause(world: Any) -> None:
    """A note from a far future holds up nothing."""
    refused(world)
    stored = world.stored()
    world.put(attrs.evolve(stored, error_at=stored.error_at + timedelta(days=9)))
    with pytest.raises(CredentialsRejected):
        read(world)
    assert world.qb.token_calls == 2
