"""A session whose refresh token has ended, where the connection's own keys can begin another one."""

# ruff: noqa: ANN401 - the world is what conftest makes; tests cannot import from there

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crosstie.core.messages import Request, Response
from crosstie.errors import CredentialsRejected, ReconnectRequired, RenewalUnavailable
from crosstie.sessions.apps import Denied, Verdict
from crosstie.systems import supabase
from crosstie.testing import Answer, Reset, Timeout
from crosstie.testing.supabase import PUBLISHABLE_KEY, SupabaseSimulator

KEY = ("acme", "supabase", "default")
PROJECT = "https://project.example.com"
TOKEN = "POST auth/token"
WHO, PASSWORD = "service@example.com", "composed-password"


async def signed_in(world: Any, app: Any = None) -> SupabaseSimulator:
    """Connect a service user whose refresh token ends at once, and whose access token is due."""
    project = SupabaseSimulator(clock=world.clock)
    project.add_user(WHO, PASSWORD)
    world.line.systems[PROJECT] = lambda request, timeout: project.handle(request, timeout=timeout)
    world.apps["supabase"] = app or supabase.App()
    world.sessions = world.manager()
    keys = {"url": PROJECT, "key": PUBLISHABLE_KEY, "email": WHO, "password": PASSWORD}
    await world.sessions.connect("supabase", tenant="acme", **keys)
    project.auth.end_sessions()
    world.clock.advance(3600)
    world.events.clear()
    return project


async def lent(world: Any) -> str:
    """Return the access token that a call would be signed with."""
    grant = await world.sessions.run(world.sessions.authenticator(KEY).grant())
    token: str = grant.session.tokens.access
    return token


async def test_the_password_begins_another_session_in_the_same_call(async_world: Any) -> None:
    """One refresh that is denied, one sign-in: the caller sees a renewal, and nothing is said to have expired."""
    project = await signed_in(async_world)
    before = project.count(TOKEN)
    access = await lent(async_world)
    assert project.auth.role_of(access) == "authenticated"
    assert (project.count(TOKEN) - before, project.auth.sign_ins, project.auth.refreshes) == (2, 2, 0)
    assert async_world.outcomes() == ["granted"]
    stored = async_world.stored(KEY)
    assert (stored.status, stored.lease_owner, async_world.tokens(KEY).access) == ("connected", None, access)
    assert (await lent(async_world), project.auth.sign_ins) == (access, 2)


async def test_a_session_that_lives_is_not_begun_anew(async_world: Any) -> None:
    """As long as the refresh token is good, the password stays where it is."""
    project = await signed_in(async_world)
    await lent(async_world)
    async_world.clock.advance(3600)
    await lent(async_world)
    assert (project.auth.sign_ins, project.auth.refreshes) == (2, 1)


async def test_a_password_that_was_changed_is_told_and_ends_nothing(async_world: Any) -> None:
    """Somebody must correct it: that is another thing than a connection that has expired."""
    project = await signed_in(async_world)
    project.auth.users[WHO].password = "composed-changed"
    with pytest.raises(CredentialsRejected, match="invalid_credentials"):
        await lent(async_world)
    stored = async_world.stored(KEY)
    assert (stored.status, stored.reason, stored.lease_owner) == ("error", "credentials", None)
    project.auth.users[WHO].password = PASSWORD
    async_world.clock.advance(60)
    assert project.auth.role_of(await lent(async_world)) == "authenticated"


@pytest.mark.parametrize(
    "fault", [Reset(), Timeout(after_effect=True), Answer(status=503)], ids=lambda one: type(one).__name__
)
async def test_a_sign_in_without_an_answer_is_made_again_later(async_world: Any, fault: Any) -> None:
    """The denial of the old token is no reason to give up while nobody has said no to the keys."""
    project = await signed_in(async_world)
    project.faults.add(fault, route=TOKEN, nth=2)
    with pytest.raises(RenewalUnavailable):
        await lent(async_world)
    assert async_world.stored(KEY).status == "error"
    async_world.clock.advance(60)
    assert project.auth.role_of(await lent(async_world)) == "authenticated"
    assert async_world.stored(KEY).status == "connected"


@attrs.frozen
class Final:
    """A system like Supabase, that says of the keys too that they are gone for good."""

    inner: supabase.App = attrs.field(factory=supabase.App)

    def __getattr__(self, name: str) -> Any:
        """Do all else as Supabase does."""
        return getattr(self.inner, name)

    def judge(self, response: Response, session: Any, at: Any) -> Verdict:
        """Take every refusal for the end."""
        return Denied("gone for good") if response.status == 400 else self.inner.judge(response, session, at)


async def test_keys_that_are_denied_as_well_end_the_connection(async_world: Any) -> None:
    """Then, and only then, it has to be connected again."""
    project = await signed_in(async_world, Final())
    project.auth.users.clear()
    with pytest.raises(ReconnectRequired) as caught:
        await lent(async_world)
    assert (caught.value.reason, async_world.stored(KEY).status) == ("denied", "expired")
    assert async_world.outcomes() == ["denied"]


async def test_a_process_that_is_held_up_between_the_two_posts_nothing(async_world: Any) -> None:
    """Its lease may have passed to another one while the denial was on its way: it looks again first."""
    project = await signed_in(async_world)
    asked: list[str] = []

    def slow(request: Request, response: Response) -> Response:
        asked.append(dict(request.params)["grant_type"])
        if len(asked) == 1:
            async_world.clock.advance(300)
        return response

    async_world.line.after = slow
    assert project.auth.role_of(await lent(async_world)) == "authenticated"
    assert asked == ["refresh_token", "refresh_token", "password"]
    assert async_world.stored(KEY).lease_fence == 3
