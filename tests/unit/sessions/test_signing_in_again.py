# @generated from tests/unit/sessions/test_signing_in_again_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
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


def signed_in(world: Any, app: Any = None) -> SupabaseSimulator:
    """Connect a service user whose refresh token ends at once, and whose access token is due."""
    project = SupabaseSimulator(clock=world.clock)
    project.add_user(WHO, PASSWORD)
    world.line.systems[PROJECT] = lambda request, timeout: project.handle(request, timeout=timeout)
    world.apps["supabase"] = app or supabase.App()
    world.sessions = world.manager()
    keys = {"url": PROJECT, "key": PUBLISHABLE_KEY, "email": WHO, "password": PASSWORD}
    world.sessions.connect("supabase", tenant="acme", **keys)
    project.auth.end_sessions()
    world.clock.advance(3600)
    world.events.clear()
    return project


def lent(world: Any) -> str:
    """Return the access token that a call would be signed with."""
    grant = world.sessions.run(world.sessions.authenticator(KEY).grant())
    token: str = grant.session.tokens.access
    return token


def test_the_password_begins_another_session_in_the_same_call(world: Any) -> None:
    """One refresh that is denied, one sign-in: the caller sees a renewal, and nothing is said to have expired."""
    project = signed_in(world)
    before = project.count(TOKEN)
    access = lent(world)
    assert project.auth.role_of(access) == "authenticated"
    assert (project.count(TOKEN) - before, project.auth.sign_ins, project.auth.refreshes) == (2, 2, 0)
    assert world.outcomes() == ["granted"]
    stored = world.stored(KEY)
    assert (stored.status, stored.lease_owner, world.tokens(KEY).access) == ("connected", None, access)
    assert (lent(world), project.auth.sign_ins) == (access, 2)


def test_a_session_that_lives_is_not_begun_anew(world: Any) -> None:
    """As long as the refresh token is good, the password stays where it is."""
    project = signed_in(world)
    lent(world)
    world.clock.advance(3600)
    lent(world)
    assert (project.auth.sign_ins, project.auth.refreshes) == (2, 1)


def test_a_password_that_was_changed_is_told_and_ends_nothing(world: Any) -> None:
    """Somebody must correct it: that is another thing than a connection that has expired."""
    project = signed_in(world)
    project.auth.users[WHO].password = "composed-changed"
    with pytest.raises(CredentialsRejected, match="invalid_credentials"):
        lent(world)
    stored = world.stored(KEY)
    assert (stored.status, stored.reason, stored.lease_owner) == ("error", "credentials", None)
    project.auth.users[WHO].password = PASSWORD
    world.clock.advance(60)
    assert project.auth.role_of(lent(world)) == "authenticated"


@pytest.mark.parametrize(
    "fault", [Reset(), Timeout(after_effect=True), Answer(status=503)], ids=lambda one: type(one).__name__
)
def test_a_sign_in_without_an_answer_is_made_again_later(world: Any, fault: Any) -> None:
    """The denial of the old token is no reason to give up while nobody has said no to the keys."""
    project = signed_in(world)
    project.faults.add(fault, route=TOKEN, nth=2)
    with pytest.raises(RenewalUnavailable):
        lent(world)
    assert world.stored(KEY).status == "error"
    world.clock.advance(60)
    assert project.auth.role_of(lent(world)) == "authenticated"
    assert world.stored(KEY).status == "connected"


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


def test_keys_that_are_denied_as_well_end_the_connection(world: Any) -> None:
    """Then, and only then, it has to be connected again."""
    project = signed_in(world, Final())
    project.auth.users.clear()
    with pytest.raises(ReconnectRequired) as caught:
        lent(world)
    assert (caught.value.reason, world.stored(KEY).status) == ("denied", "expired")
    assert world.outcomes() == ["denied"]


def test_a_process_that_is_held_up_between_the_two_posts_nothing(world: Any) -> None:
    """Its lease may have passed to another one while the denial was on its way: it looks again first."""
    project = signed_in(world)
    asked: list[str] = []

    def slow(request: Request, response: Response) -> Response:
        asked.append(dict(request.params)["grant_type"])
        if len(asked) == 1:
            world.clock.advance(300)
        return response

    world.line.after = slow
    assert project.auth.role_of(lent(world)) == "authenticated"
    assert asked == ["refresh_token", "refresh_token", "password"]
    assert world.stored(KEY).lease_fence == 3
