"""How connections begin and end, by way of a person, by keys, and what may go wrong on the way."""

# ruff: noqa: ANN401 - the world is what conftest makes; tests cannot import from there

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from crosstie.core.messages import Request, Response
from crosstie.errors import (
    CredentialsRejected,
    ReconnectRequired,
    RenewalUnavailable,
    SealBroken,
    SessionError,
    StaleWrite,
    StorageUnavailable,
    TokensNotSaved,
    TransportError,
    UsageError,
)
from crosstie.sessions.apps import Enrolment, Returned
from crosstie.sessions.connecting import Start
from crosstie.storage.records import Authorization, Connection
from crosstie.storage.sealing import SealingKeys
from crosstie.systems import quickbooks
from crosstie.testing import Answer, BrokenJson, Html, Refused, Timeout
from crosstie.testing.quickbooks import REALM

KEY = ("acme", "quickbooks", "default")
QUEUE = {"store_queue": "store-EXAMPLE0001", "api_key": "KEY-EXAMPLE"}


async def connected(world: Any, *, tenant: str = "acme") -> Connection:
    """Send a person to QuickBooks and back."""
    start = await world.sessions.authorize("quickbooks", tenant=tenant)
    made: Connection = await world.sessions.complete(start, world.visit(start.url))
    return made


def become(world: Any, kind: type[quickbooks.App]) -> None:
    """Let the world's QuickBooks be a system with other rules."""
    app = world.apps["quickbooks"]
    world.apps["quickbooks"] = kind(**{field.name: getattr(app, field.name) for field in attrs.fields(type(app))})
    world.sessions = world.manager()


# -- by way of a person ------------------------------------------------------------------------------------------------


async def test_a_person_connects_an_account(async_world: Any) -> None:
    """The account and both expiries are learnt, the tokens sealed and stored, and calls go through."""
    made = await connected(async_world)
    stored = async_world.stored()
    assert made == stored
    assert (stored.account, stored.status, stored.settings) == (REALM, "connected", {"environment": "sandbox"})
    assert stored.access_expires == async_world.clock.now() + timedelta(hours=1)
    assert stored.refresh_expires == async_world.clock.now() + timedelta(seconds=8_726_400)
    assert stored.tokens is not None
    assert async_world.tokens().access.encode() not in stored.tokens
    assert (await async_world.sessions.run(async_world.reading(async_world.sessions))).value == 200


async def test_the_callback_may_arrive_in_another_process(async_world: Any) -> None:
    """The host makes the start again from what it kept in the person's own web session."""
    start = await async_world.sessions.authorize("quickbooks", tenant="acme", name="second")
    again = Start(tenant=start.tenant, system=start.system, state=start.state)
    made = await async_world.manager().complete(again, async_world.visit(start.url))
    assert (made.name, again.url) == ("second", "")


async def test_a_callback_with_another_state_is_refused(async_world: Any) -> None:
    """Somebody else's callback exchanges nothing; the start itself stays good."""
    start = await async_world.sessions.authorize("quickbooks", tenant="acme")
    back = async_world.visit(start.url)
    with pytest.raises(SessionError, match="does not belong to this start"):
        await async_world.sessions.complete(start, back.replace(start.state, "x" * 43))
    with pytest.raises(SessionError, match="does not belong"):
        await async_world.sessions.complete(start, "https://host.example.com/callback")
    assert async_world.qb.token_calls == 0
    assert (await async_world.sessions.complete(start, back)).status == "connected"


@pytest.mark.parametrize("state", [None, 7, "cut \ud800"], ids=["nothing", "a number", "cut"])
async def test_a_start_without_its_state_is_refused(async_world: Any, state: Any) -> None:
    """The host's own web session had lost it; the start itself stays good."""
    start = await async_world.sessions.authorize("quickbooks", tenant="acme")
    back = async_world.visit(start.url)
    with pytest.raises(UsageError, match="state of a start"):
        await async_world.sessions.complete(attrs.evolve(start, state=state), back)
    with pytest.raises(SessionError, match="does not belong"):
        await async_world.sessions.complete(start, back.replace(start.state, "cut \ud800"))
    assert (await async_world.sessions.complete(start, back)).status == "connected"


async def test_a_callback_works_once(async_world: Any) -> None:
    """A replay exchanges nothing: a code used twice could cost the grant."""
    start = await async_world.sessions.authorize("quickbooks", tenant="acme")
    back = async_world.visit(start.url)
    await async_world.sessions.complete(start, back)
    with pytest.raises(SessionError, match="used before"):
        await async_world.sessions.complete(start, back)
    assert async_world.qb.token_calls == 1


async def test_of_two_callbacks_at_once_one_wins(async_world: Any) -> None:
    """The start is taken out of the storage by compare-and-swap, so only one process exchanges the code."""
    start = await async_world.sessions.authorize("quickbooks", tenant="acme")
    async_world.storage.fail("commit", times=1, error=StaleWrite())
    with pytest.raises(SessionError, match="used before"):
        await async_world.sessions.complete(start, async_world.visit(start.url))
    assert async_world.qb.token_calls == 0


async def test_a_start_runs_out(async_world: Any) -> None:
    """A person who comes back after half an hour begins again."""
    start = await async_world.sessions.authorize("quickbooks", tenant="acme")
    back = async_world.visit(start.url)
    async_world.clock.advance(1801)
    with pytest.raises(SessionError, match="run out"):
        await async_world.sessions.complete(start, back)


async def test_a_person_may_refuse(async_world: Any) -> None:
    """The refusal is told in the provider's words, and nothing is exchanged."""
    async_world.qb.oauth.consent = False
    with pytest.raises(SessionError, match="access_denied") as caught:
        await connected(async_world)
    assert (caught.value.code, async_world.qb.token_calls) == ("access_denied", 0)


async def test_an_incomplete_redirect_is_refused(async_world: Any) -> None:
    """Without a code, or without a company, there is nothing to exchange."""
    for query in ("realmId=1", "code=x"):
        start = await async_world.sessions.authorize("quickbooks", tenant="acme")
        with pytest.raises(SessionError):
            await async_world.sessions.complete(start, f"http://localhost/callback?state={start.state}&{query}")
    assert async_world.qb.token_calls == 0


async def test_a_start_of_another_system_is_refused(async_world: Any) -> None:
    """A code must never be sent to another provider than the one that gave it."""
    async_world.apps["other"] = _Renamed.for_base("https://other.example.com", client_id="x", client_secret="y")
    sessions = async_world.manager()
    start = await sessions.authorize("quickbooks", tenant="acme")
    mixed = attrs.evolve(start, system="other")
    with pytest.raises(SessionError, match="belongs to quickbooks"):
        await sessions.complete(mixed, async_world.visit(start.url))


class _Renamed(quickbooks.App):
    """The same under another name."""

    @property
    def system(self) -> str:
        """Be another system."""
        return "other"


async def test_what_the_host_may_not_do(async_world: Any) -> None:
    """Mistakes of the host are found before any I/O."""
    sessions = async_world.sessions
    with pytest.raises(UsageError, match="with keys"):
        await sessions.authorize("rfms", tenant="acme")
    with pytest.raises(UsageError, match="with keys"):
        await sessions.complete(Start(tenant="acme", system="rfms", state="s"), "http://localhost/?state=s")
    with pytest.raises(UsageError, match="sending a person"):
        await sessions.connect("quickbooks", tenant="acme")
    with pytest.raises(UsageError, match="it has: quickbooks, rfms, static"):
        await sessions.authorize("netsuite", tenant="acme")
    with pytest.raises(UsageError, match="not an address"):
        await sessions.complete(Start(tenant="acme", system="quickbooks", state="s"), "http://[")
    assert not async_world.storage.calls


async def test_another_account_is_refused(async_world: Any) -> None:
    """Links and cursors belong to the first company: the second is refused before its code is exchanged."""
    await connected(async_world)
    before = async_world.stored()
    async_world.qb.add_company("9341450000000002", "Another Company")
    async_world.qb.oauth.choice = "9341450000000002"
    with pytest.raises(CredentialsRejected, match="belongs to account") as caught:
        await connected(async_world)
    assert caught.value.done == "Nothing was changed."
    assert (async_world.stored(), async_world.qb.token_calls) == (before, 1)


async def test_an_expired_connection_is_connected_again(async_world: Any) -> None:
    """The same account heals it; what this process held of the old session is gone."""
    await connected(async_world)
    async_world.qb.revoke_grants()
    with pytest.raises(ReconnectRequired):
        await async_world.sessions.run(async_world.reading(async_world.sessions))
    assert async_world.stored().status == "expired"
    again = await connected(async_world)
    assert (again.status, again.reason, again.error) == ("connected", None, None)
    assert (await async_world.sessions.run(async_world.reading(async_world.sessions))).value == 200


async def test_a_wrong_client_secret_is_a_matter_of_the_host(async_world: Any) -> None:
    """The person did nothing wrong: the app's own keys are to be corrected."""
    async_world.apps["quickbooks"] = attrs.evolve(async_world.apps["quickbooks"], client_secret="another")
    async_world.sessions = async_world.manager()
    with pytest.raises(CredentialsRejected, match="invalid_client"):
        await connected(async_world)


@pytest.mark.parametrize(
    "fault",
    [Refused(), Timeout(), Timeout(after_effect=True), Answer(status=500), Answer(status=429), Html(), BrokenJson()],
    ids=lambda fault: type(fault).__name__,
)
async def test_a_code_that_cannot_be_exchanged_stores_nothing(async_world: Any, fault: Any) -> None:
    """The start is used up, so a person must begin again, and is told so."""
    async_world.qb.faults.add(fault, route="POST token")
    with pytest.raises(SessionError, match="could not be connected") as caught:
        await connected(async_world)
    assert (caught.value.done, caught.value.advice) == ("Nothing was stored.", "Begin again with authorize().")
    with pytest.raises(ReconnectRequired) as never:
        await async_world.sessions.run(async_world.reading(async_world.sessions))
    assert never.value.reason == "never_connected"


async def test_a_code_that_is_denied_is_a_persons_to_fetch_again(async_world: Any) -> None:
    """A code that took too long is answered with ``invalid_grant``."""
    start = await async_world.sessions.authorize("quickbooks", tenant="acme")
    back = async_world.visit(start.url)
    async_world.clock.advance(700)
    with pytest.raises(SessionError, match="invalid_grant"):
        await async_world.sessions.complete(start, back)


async def test_an_app_that_cannot_send_anybody_anywhere_leaves_no_start_behind(async_world: Any) -> None:
    """What is missing is told before anything is stored."""

    class Nowhere(quickbooks.App):
        """QuickBooks, if it had been given no registration."""

        def authorization_url(self, state: str, challenge: str | None) -> str:
            """Refuse."""
            del state, challenge
            raise UsageError

    become(async_world, Nowhere)
    with pytest.raises(UsageError):
        await connected(async_world)
    assert async_world.storage.calls["commit"] == 0


async def test_a_verifier_binds_the_code(async_world: Any) -> None:
    """Where the system has PKCE, the challenge goes out and the verifier, sealed meanwhile, comes with the code."""
    seen: list[str | None] = []

    class Bound(quickbooks.App):
        """QuickBooks, if it had PKCE."""

        @property
        def pkce(self) -> bool:
            """Yes."""
            return True

        def code_exchange(self, returned: Returned, verifier: str | None) -> Request:
            """Note the verifier."""
            seen.append(verifier)
            return super().code_exchange(returned, verifier)

    app = async_world.apps["quickbooks"]
    async_world.apps["quickbooks"] = Bound(
        **{field.name: getattr(app, field.name) for field in attrs.fields(type(app))}
    )
    async_world.sessions = async_world.manager()
    start = await async_world.sessions.authorize("quickbooks", tenant="acme")
    assert "code_challenge_method=S256" in start.url
    await async_world.sessions.complete(start, async_world.visit(start.url))
    assert seen[0] is not None
    assert 43 <= len(seen[0]) <= 128
    assert seen[0] not in start.url


# -- where only a call tells the account -------------------------------------------------------------------------------


class Asking(quickbooks.App):
    """A system whose redirect does not name the account: a call with the new tokens does."""

    def returned(self, params: Any) -> Returned:
        """Take the code only."""
        return Returned(code=params["code"])

    def account_request(self, tokens: Any) -> Request:
        """Ask."""
        return Request(method="GET", url=f"{self.api_base}/whoami", headers={"Authorization": tokens.access})

    def account_of(self, response: Response) -> str | None:
        """Read the answer."""
        return response.headers.get("x-account")


async def test_the_account_is_asked_for_where_nothing_names_it(async_world: Any) -> None:
    """It is learnt before anything is stored."""
    become(async_world, Asking)
    async_world.line.after = lambda request, response: (
        Response(status=200, headers={"x-account": "77"}) if request.url.endswith("whoami") else response
    )
    assert (await connected(async_world)).account == "77"


async def test_an_account_that_nobody_tells_ends_the_attempt(async_world: Any) -> None:
    """A connection without an account could be mixed up with another one."""
    become(async_world, Asking)
    with pytest.raises(SessionError, match="did not say which account"):
        await connected(async_world)


async def test_an_account_that_cannot_be_asked_for_ends_the_attempt(async_world: Any) -> None:
    """Nothing was stored; a person begins again."""
    become(async_world, Asking)

    def broken(request: Request) -> None:
        if request.url.endswith("whoami"):
            raise TransportError

    async_world.line.before = broken
    with pytest.raises(SessionError, match="could not be connected"):
        await connected(async_world)


async def test_another_account_is_also_refused_when_it_is_learnt_late(async_world: Any) -> None:
    """The stored connection, and what this process holds for it, stay as they are."""
    await connected(async_world)
    before = async_world.stored()
    become(async_world, Asking)
    await async_world.sessions.run(async_world.reading(async_world.sessions))
    held = async_world.sessions._renewal.memory.get(KEY)
    async_world.line.after = lambda request, response: (
        Response(status=200, headers={"x-account": "77"}) if request.url.endswith("whoami") else response
    )
    with pytest.raises(CredentialsRejected, match="belongs to account"):
        await connected(async_world)
    assert async_world.stored() == before
    assert async_world.sessions._renewal.memory.get(KEY) is held
    assert not async_world.sessions._renewal.memory.pending(KEY)


# -- a storage that fails ----------------------------------------------------------------------------------------------


async def unsaved(world: Any) -> tuple[Start, str]:
    """Connect, but the storage takes nothing once the grant is there."""
    start = await world.sessions.authorize("quickbooks", tenant="acme")
    back = world.visit(start.url)
    world.storage.fail("commit", after=1)
    with pytest.raises(TokensNotSaved, match="did not take them"):
        await world.sessions.complete(start, back)
    return start, back


async def test_a_connection_that_could_not_be_stored_is_stored_by_the_same_call_again(async_world: Any) -> None:
    """The code was exchanged once; only the save is tried again."""
    start, back = await unsaved(async_world)
    with pytest.raises(TokensNotSaved):
        await async_world.sessions.complete(start, back)
    async_world.storage.heal()
    assert (await async_world.sessions.complete(start, back)).status == "connected"
    assert async_world.qb.token_calls == 1
    with pytest.raises(SessionError, match="used before"):
        await async_world.sessions.complete(start, back)


async def test_a_connection_that_could_not_be_stored_is_stored_before_its_next_call(async_world: Any) -> None:
    """Loudly until it works, and then the call goes through with no further exchange."""
    await unsaved(async_world)
    with pytest.raises(TokensNotSaved):
        await async_world.sessions.run(async_world.reading(async_world.sessions))
    async_world.storage.heal()
    assert (await async_world.sessions.run(async_world.reading(async_world.sessions))).value == 200
    assert (async_world.stored().account, async_world.qb.token_calls) == (REALM, 1)


async def test_a_late_save_does_not_undo_a_newer_connection(async_world: Any) -> None:
    """Somebody connected again elsewhere while our grant waited for the storage: theirs is newer."""
    await unsaved(async_world)
    async_world.storage.heal()
    async_world.clock.advance(60)
    start = await async_world.manager().authorize("quickbooks", tenant="acme")
    await async_world.manager().complete(start, async_world.visit(start.url))
    theirs = async_world.stored()
    assert (await async_world.sessions.run(async_world.reading(async_world.sessions))).value == 200
    assert async_world.stored() == theirs


async def test_a_late_save_heals_a_connection_that_has_ended(async_world: Any) -> None:
    """What was stored meanwhile is no living connection, so the waiting grant takes its place."""
    await unsaved(async_world)
    async_world.storage.heal()
    ended = Connection(
        tenant="acme",
        system="quickbooks",
        account=REALM,
        status="disconnected",
        tokens_issued=async_world.clock.now() + timedelta(hours=1),
    )
    async_world.put(ended)
    assert (await async_world.sessions.run(async_world.reading(async_world.sessions))).value == 200


async def test_a_connection_is_stored_even_when_somebody_writes_at_the_same_moment(async_world: Any) -> None:
    """A stale write is read again and done again."""
    start = await async_world.sessions.authorize("quickbooks", tenant="acme")
    async_world.storage.fail("commit", after=1, times=2, error=StaleWrite())
    assert (await async_world.sessions.complete(start, async_world.visit(start.url))).status == "connected"


# -- with keys ---------------------------------------------------------------------------------------------------------


async def test_keys_begin_a_session_at_once(async_world: Any) -> None:
    """Good keys are proved by a first session; they are stored sealed."""
    made = await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)
    assert (made.account, made.status, async_world.rfms.sessions_begun) == ("store-EXAMPLE0001", "connected", 1)
    assert b"KEY-EXAMPLE" not in (made.credentials or b"")
    key = ("acme", "rfms", "default")
    assert (await async_world.sessions.run(async_world.reading(async_world.sessions, key))).value == 200
    assert async_world.rfms.sessions_begun == 1


async def test_wrong_keys_store_nothing(async_world: Any) -> None:
    """The system does not accept them: that is for whoever typed them."""
    with pytest.raises(CredentialsRejected):
        await async_world.sessions.connect("rfms", tenant="acme", **{**QUEUE, "api_key": "WRONG"})
    assert await async_world.sessions.status("acme") == []


@pytest.mark.parametrize("fault", [Refused(), Timeout(), Answer(status=503)], ids=lambda fault: type(fault).__name__)
async def test_a_system_that_cannot_be_asked_stores_nothing(async_world: Any, fault: Any) -> None:
    """The same keys may simply be tried again."""
    async_world.rfms.faults.add(fault)
    with pytest.raises(RenewalUnavailable, match="could not be connected") as caught:
        await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)
    assert (caught.value.done, caught.value.advice) == ("Nothing was stored.", "Try again.")
    assert (await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)).status == "connected"


async def test_static_keys_are_stored_without_a_question(async_world: Any) -> None:
    """There is no session to begin."""
    made = await async_world.sessions.connect("static", tenant="acme", api_key="static-key")
    assert (made.account, made.settings, made.tokens) == ("static account", {"shop": "7"}, None)
    key = ("acme", "static", "default")
    assert (await async_world.sessions.run(async_world.reading(async_world.sessions, key))).value == 200


async def test_keys_that_are_not_the_systems_are_refused(async_world: Any) -> None:
    """A misspelt name is no silent nothing."""
    with pytest.raises(UsageError):
        await async_world.sessions.connect("static", tenant="acme", api_kee="x")


async def test_keys_that_are_no_text_are_refused(async_world: Any) -> None:
    """An environment variable that is not set must not become the key "None"."""
    with pytest.raises(UsageError, match="not text: api_key"):
        await async_world.sessions.connect("static", tenant="acme", api_key=None)


@pytest.mark.parametrize("part", ["tenant", "name"])
@pytest.mark.parametrize(
    "odd",
    ["cut \ud800", 7, None, "", "NUL \0", "x" * 191],
    ids=["cut", "a number", "nothing", "empty", "NUL", "too long"],
)
async def test_what_no_connection_can_be_called_is_refused_before_anything_is_asked(
    async_world: Any, part: str, odd: Any
) -> None:
    """A session would be begun at the provider that cannot be stored."""
    named = {"tenant": "acme", part: odd}
    with pytest.raises(UsageError, match=rf"Connection\.{part}|keyed by 3 texts"):
        await async_world.sessions.connect("rfms", **named, **QUEUE)
    with pytest.raises(UsageError, match=rf"Connection\.{part}|keyed by 3 texts"):
        await async_world.sessions.authorize("quickbooks", **named)
    assert (async_world.rfms.sessions_begun, async_world.storage.calls) == (0, {})


@pytest.mark.parametrize("system", ["cut \ud800", 7, None, ["rfms"]], ids=["cut", "a number", "nothing", "a list"])
async def test_what_is_no_system_is_refused(async_world: Any, system: Any) -> None:
    """Whatever it is: with keys, or by way of a person."""
    with pytest.raises(UsageError):
        await async_world.sessions.connect(system, tenant="acme", **QUEUE)
    with pytest.raises(UsageError):
        await async_world.sessions.authorize(system, tenant="acme")


@pytest.mark.parametrize(
    "key",
    [("cut \ud800", "rfms", "default"), (None, "rfms", "default"), ("acme", "rfms"), ["acme", "rfms", "default"], None],
    ids=["cut", "nothing", "two parts", "a list", "no key"],
)
async def test_what_is_no_connections_key_is_refused(async_world: Any, key: Any) -> None:
    """Before anything is looked up."""
    with pytest.raises(UsageError, match=r"Connection\.tenant|keyed by 3 texts"):
        async_world.sessions.authenticator(key)
    with pytest.raises(UsageError, match=r"Connection\.tenant|keyed by 3 texts"):
        await async_world.sessions.disconnect(key)
    assert async_world.storage.calls == {}


async def test_the_status_of_nobody_is_not_that_of_everybody(async_world: Any) -> None:
    """A tenant that was not set would show every customer's connections."""
    await connected(async_world)
    with pytest.raises(UsageError, match="tenant is text"):
        await async_world.sessions.status(None)


async def test_keys_of_another_account_are_refused_before_anything_is_asked(async_world: Any) -> None:
    """A store under the name of another store would mix their links."""
    await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)
    with pytest.raises(CredentialsRejected, match="belongs to account"):
        await async_world.sessions.connect("rfms", tenant="acme", store_queue="store-OTHER", api_key="x")
    assert async_world.rfms.sessions_begun == 1


async def test_keys_without_a_session_are_not_kept_when_the_storage_fails(async_world: Any) -> None:
    """The host still has them: the storage's own error says what to do."""
    async_world.storage.fail("commit")
    with pytest.raises(StorageUnavailable):
        await async_world.sessions.connect("static", tenant="acme", api_key="static-key")
    async_world.storage.heal()
    assert await async_world.sessions.status("acme") == []


async def test_a_connection_of_another_kind_leaves_nothing_of_the_one_before(async_world: Any) -> None:
    """Keys in the place of a consent, and back: what is left of the first would sign, or seem to have expired."""
    await connected(async_world)

    class Keyed(type(async_world.apps["static"])):  # type: ignore[misc]  # the class stands in conftest
        """QuickBooks, if it took keys as well."""

        system = "quickbooks"

        def enrol(self, given: Any) -> Enrolment:
            """Take the key, for the same account."""
            return Enrolment(account=REALM, credentials=dict(given))

    keyed = async_world.manager(apps=[Keyed()])
    made = await keyed.connect("quickbooks", tenant="acme", api_key="static-key")
    assert made.credentials is not None
    assert {made.tokens, made.tokens_issued, made.access_expires, made.refresh_expires, made.renew_at} == {None}
    again = await connected(async_world)
    assert again.tokens is not None
    assert again.credentials is None


async def test_keys_are_corrected_by_connecting_again(async_world: Any) -> None:
    """Another process that still holds the old keys reads again when they are refused, and goes on."""
    await async_world.sessions.connect("static", tenant="acme", api_key="static-key")
    key, elsewhere = ("acme", "static", "default"), async_world.manager()
    await elsewhere.run(async_world.reading(elsewhere, key))
    async_world.static_key = "rotated"
    with pytest.raises(CredentialsRejected):
        await elsewhere.run(async_world.reading(elsewhere, key))
    await async_world.sessions.connect("static", tenant="acme", api_key="rotated")
    assert (await elsewhere.run(async_world.reading(elsewhere, key))).value == 200


# -- the end -----------------------------------------------------------------------------------------------------------


async def test_disconnecting_ends_both_sides(async_world: Any) -> None:
    """The provider hears of it, nothing secret stays, and calls are told why there is no session."""
    made = await connected(async_world)
    ended = await async_world.sessions.disconnect(made)
    assert (ended.status, ended.reason, ended.tokens, ended.access_expires) == (
        "disconnected",
        "disconnected",
        None,
        None,
    )
    assert ended.account == REALM
    assert all(grant.revoked for grant in async_world.qb.grants.of(REALM))
    with pytest.raises(ReconnectRequired) as caught:
        await async_world.sessions.run(async_world.reading(async_world.sessions))
    assert caught.value.reason == "disconnected"


async def test_other_processes_learn_of_the_end(async_world: Any) -> None:
    """Their tokens are refused by the provider, and the storage tells why."""
    made, elsewhere = await connected(async_world), async_world.manager()
    await elsewhere.run(async_world.reading(elsewhere))
    await async_world.sessions.disconnect(made)
    with pytest.raises(ReconnectRequired) as caught:
        await elsewhere.run(async_world.reading(elsewhere))
    assert caught.value.reason == "disconnected"


async def test_disconnecting_may_be_repeated(async_world: Any) -> None:
    """The second time there is nothing to do."""
    made = await connected(async_world)
    for _ in range(2):
        assert (await async_world.sessions.disconnect(made)).status == "disconnected"
    assert async_world.qb.count("POST revoke") == 1


async def test_a_connection_that_never_was_cannot_be_ended(async_world: Any) -> None:
    """The name is misspelt, or it is already gone."""
    with pytest.raises(UsageError, match="no connection acme/quickbooks/default"):
        await async_world.sessions.disconnect(KEY)


@pytest.mark.parametrize("fault", [Refused(), Timeout(), Answer(status=500)], ids=lambda fault: type(fault).__name__)
async def test_a_provider_that_does_not_hear_is_told_later(async_world: Any, fault: Any) -> None:
    """The connection is ended here at once; the tokens stay until the provider has heard."""
    made = await connected(async_world)
    await async_world.sessions.run(async_world.reading(async_world.sessions))
    async_world.qb.faults.add(fault, route="POST revoke")
    with pytest.raises(RenewalUnavailable, match="could not be told") as caught:
        await async_world.sessions.disconnect(made)
    assert caught.value.done == "The connection is ended here."
    with pytest.raises(ReconnectRequired):
        await async_world.sessions.run(async_world.reading(async_world.sessions))
    assert (await async_world.sessions.disconnect(made)).tokens is None
    assert all(grant.revoked for grant in async_world.qb.grants.of(REALM))


async def test_a_revocation_with_a_wrong_secret_is_not_taken_for_done(async_world: Any) -> None:
    """The provider refused the app, not the token: the grant lives on there."""
    made = await connected(async_world)
    async_world.apps["quickbooks"] = attrs.evolve(async_world.apps["quickbooks"], client_secret="another")
    with pytest.raises(CredentialsRejected, match="ended here"):
        await async_world.manager().disconnect(made)
    assert async_world.stored().tokens is not None
    assert async_world.stored().status == "disconnected"


async def test_a_grant_that_is_gone_already_needs_no_revocation(async_world: Any) -> None:
    """The person ended it in the product; the provider does not know the token any more."""
    made = await connected(async_world)
    async_world.qb.revoke_grants()
    assert (await async_world.sessions.disconnect(made)).tokens is None


async def test_a_system_without_revocation_is_simply_forgotten(async_world: Any) -> None:
    """Keys are removed from the storage; the system has nothing to hear."""
    await async_world.sessions.connect("static", tenant="acme", api_key="static-key")
    ended = await async_world.sessions.disconnect(("acme", "static", "default"))
    assert (ended.status, ended.credentials) == ("disconnected", None)


async def test_the_newest_grant_is_revoked_even_if_it_was_never_stored(async_world: Any) -> None:
    """On a provider with one-time tokens the stored one could not end anything any more."""
    made = await connected(async_world)
    async_world.clock.advance(3590)
    async_world.storage.fail("commit", after=1)
    with pytest.raises(TokensNotSaved):
        await async_world.sessions.run(async_world.reading(async_world.sessions))
    async_world.storage.heal()
    await async_world.sessions.disconnect(made)
    [grant] = async_world.qb.grants.of(REALM)
    assert (grant.revoked, async_world.stored().tokens) == (True, None)
    assert grant.refresh.encode() in async_world.qb.log[-1].request.body


async def test_disconnecting_wins_over_whoever_writes_at_the_same_moment(async_world: Any) -> None:
    """A stale write is read again and done again."""
    made = await connected(async_world)
    async_world.storage.fail("commit", times=1, error=StaleWrite())
    assert (await async_world.sessions.disconnect(made)).status == "disconnected"


async def test_a_connection_whose_seal_is_broken_is_ended_here(async_world: Any) -> None:
    """Without the key nobody can tell the provider; but no process uses the connection any more."""
    made = await connected(async_world)
    with pytest.raises(SealBroken):
        await async_world.manager(keys=SealingKeys.generate()).disconnect(made)
    assert async_world.stored().status == "disconnected"


async def test_a_pending_start_is_all_that_is_kept_of_a_person_who_never_returns(async_world: Any) -> None:
    """No connection appears before there is one, and the start's repr hides the state."""
    start = await async_world.sessions.authorize("quickbooks", tenant="acme")
    assert await async_world.sessions.status("acme") == []
    waiting = (await async_world.storage.get(Authorization, [("acme", start.state)]))["acme", start.state].record
    assert (waiting.name, waiting.verifier) == ("default", None)
    assert start.state not in repr(start) + repr(waiting)
