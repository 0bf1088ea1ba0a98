"""A host's own httpx calls: signed, renewed, sent again once, with httpx and httpx2, sync and async."""

# ruff: noqa: ANN401 - the world is what conftest makes; tests cannot import from there

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import httpx2
import pytest

from crosstie.core.messages import Request
from crosstie.errors import MissingExtra, ReconnectRequired, UsageError
from crosstie.testing.quickbooks import REALM

KEY = ("acme", "quickbooks", "default")
STATIC = ("acme", "static", "default")
URL = f"https://quickbooks.example.com/v3/company/{REALM}/companyinfo/{REALM}"
LIBRARIES = {"httpx": httpx, "httpx2": httpx2}


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> str:
    """Say which library the host uses."""
    name: str = request.param
    return name


class Server:
    """Answers the library's requests from the world, and remembers them."""

    def __init__(self, world: Any, library: str) -> None:
        """Stand behind a client of this library."""
        self.world = world
        self.library = LIBRARIES[library]
        self.seen: list[Any] = []

    def __call__(self, request: Any) -> Any:
        """Answer."""
        self.seen.append((str(request.url), request.content, dict(request.headers)))
        answer = self.world.line.carry(
            Request(
                method=request.method,
                url=str(request.url).partition("?")[0],
                params=tuple(request.url.params.multi_items()),
                headers=dict(request.headers),
                body=request.content,
            ),
            5,
        )
        return self.library.Response(answer.status, headers=dict(answer.headers), content=answer.body)

    def call(self, sessions: Any, key: Any = KEY, url: str = URL, **options: Any) -> Any:
        """Make one call as a host would, in the manager's world."""
        auth = sessions.auth(key, library=self.library.__name__)
        transport = self.library.MockTransport(self)
        headers = {"Accept": "application/json"}
        if not self.world.is_async:
            with self.library.Client(auth=auth, transport=transport, headers=headers) as client:
                return client.request(options.pop("method", "GET"), url, **options)

        async def send() -> Any:
            async with self.library.AsyncClient(auth=auth, transport=transport, headers=headers) as client:
                return await client.request(options.pop("method", "GET"), url, **options)

        return self.world.runner.run(send())


@pytest.fixture(params=["sync", "async"])
def host(request: pytest.FixtureRequest, library: str) -> Iterator[Server]:
    """Give a host with a connected account, in both worlds."""
    world: Any = request.getfixturevalue("world" if request.param == "sync" else "async_world")
    with asyncio.Runner() as runner:
        world.runner = _Runner(runner)
        start = world.runner.run(world.sessions.authorize("quickbooks", tenant="acme"))
        world.runner.run(world.sessions.complete(start, world.visit(start.url)))
        world.runner.run(world.sessions.connect("static", tenant="acme", api_key="static-key"))
        world.qb.forget_calls()
        yield Server(world, library)


class _Runner:
    """Runs what an async world answers, and takes what a sync one answers."""

    def __init__(self, runner: asyncio.Runner) -> None:
        """Use this loop."""
        self.runner = runner

    def run(self, answer: Any) -> Any:
        """Return the value."""
        return self.runner.run(answer) if asyncio.iscoroutine(answer) else answer


def test_a_call_is_signed(host: Server) -> None:
    """The token goes out; the answer is the host's."""
    response = host.call(host.world.sessions, params={"minorversion": "75"})
    assert (response.status_code, response.json()["CompanyInfo"]["Id"]) == (200, "1")
    url, _, headers = host.seen[0]
    assert url == f"{URL}?minorversion=75"
    assert headers["authorization"] == f"Bearer {host.world.tokens().access}"


def test_a_refused_token_is_renewed_and_the_call_sent_again(host: Server) -> None:
    """With its body, though that came as a stream; the host sees one good answer."""
    host.world.qb.expire_access_tokens()
    pieces: Any = _stream_async() if host.world.is_async else _stream()
    response = host.call(host.world.sessions, method="POST", url=URL.rpartition("/c")[0] + "/customer", content=pieces)
    assert response.status_code == 200
    assert [body for _, body, _ in host.seen] == [b'{"DisplayName": "Oak"}'] * 2
    assert host.world.qb.grants.renewals == 1


def _stream() -> Iterator[bytes]:
    yield b'{"DisplayName": '
    yield b'"Oak"}'


async def _stream_async() -> AsyncIterator[bytes]:
    yield b'{"DisplayName": '
    yield b'"Oak"}'


def test_a_second_refusal_is_the_hosts_to_see(host: Server) -> None:
    """Nothing loops."""
    host.world.line.after = lambda request, response: (
        response if "bearer" in request.url else type(response)(status=401)
    )
    assert host.call(host.world.sessions).status_code == 401
    assert (len(host.seen), host.world.qb.grants.renewals) == (2, 1)
    stored = host.world.stored()
    assert (stored.status, stored.reason) == ("error", "refused")
    assert stored.error == "The system did not accept the session (HTTP 401)."
    assert host.call(host.world.sessions).status_code == 401
    assert (len(host.seen), host.world.qb.grants.renewals) == (3, 1)


def test_without_another_session_the_refusal_is_the_hosts_to_see(host: Server) -> None:
    """Static keys: nothing is sent again."""
    host.world.static_key = "rotated"
    assert host.call(host.world.sessions, STATIC, "https://static.example.com/things").status_code == 401
    assert len(host.seen) == 1


def test_a_token_that_ends_is_renewed_before_the_call(host: Server) -> None:
    """The host's call waits for it like any of ours."""
    host.world.clock.advance(3600)
    assert host.call(host.world.sessions).status_code == 200
    assert len(host.seen) == 1


def test_a_connection_that_ended_is_a_typed_error(host: Server) -> None:
    """It comes out of the host's own call."""
    host.world.qb.revoke_grants()
    with pytest.raises(ReconnectRequired):
        host.call(host.world.sessions)


def test_a_success_keeps_a_sliding_session_alive(host: Server) -> None:
    """A failed call does not: only a success shows that the session was good."""
    world = host.world
    queue = {"store_queue": "store-EXAMPLE0001", "api_key": "KEY-EXAMPLE"}
    world.runner.run(world.sessions.connect("rfms", tenant="acme", **queue))
    store = ("acme", "rfms", "default")
    for _ in range(3):
        world.clock.advance(600)
        assert host.call(world.sessions, store, "https://rfms.example.com/v2/customers").status_code == 200
    assert world.rfms.sessions_begun == 1
    used = world.sessions._renewal.memory.get(store).used
    assert used is not None
    world.clock.advance(60)
    assert host.call(world.sessions, store, "https://rfms.example.com/v2/nowhere").status_code >= 400
    assert world.sessions._renewal.memory.get(store).used == used


def test_keys_in_the_address_are_replaced_not_added() -> None:
    """A system whose key is a parameter is signed anew, once."""
    from crosstie.core.effects import now  # noqa: PLC0415 - only here
    from crosstie.sessions.host_auth import host_auth  # noqa: PLC0415 - only here

    class Keyed:
        """Signs in the address."""

        label = "acme/keyed/default"

        def grant(self) -> Any:
            """Lend the first key."""
            yield from now()
            return "one"

        def refused(self, grant: Any) -> Any:
            """Lend the second key."""
            yield from now()
            return "two" if grant == "one" else None

        def sign(self, request: Request, grant: Any) -> Request:
            """Put it in the address."""
            return request.with_params(("key", grant))

        def is_refusal(self, response: Any) -> bool:
            """A 401 refuses."""
            return response.status == 401

        def accepted(self) -> Any:
            """Note nothing."""
            yield from now()

    def run(flow: Any) -> Any:
        next(flow)
        try:
            flow.send(None)
        except StopIteration as end:
            return end.value

    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(401 if "one" in str(request.url) else 200)

    auth = host_auth("httpx", Keyed(), run=run)  # type: ignore[arg-type]  # another authenticator of the same shape
    with httpx.Client(auth=auth, transport=httpx.MockTransport(answer)) as client:
        assert client.get("https://api.example.com/a?b=1").status_code == 200
    assert seen == ["https://api.example.com/a?b=1&key=one", "https://api.example.com/a?b=1&key=two"]
    assert repr(auth) == "<Auth for acme/keyed/default>"


def test_the_auth_of_the_other_world_is_refused(world: Any, async_world: Any) -> None:
    """A sync manager cannot renew for an async client, nor the other way round."""
    with (
        httpx.Client(auth=async_world.sessions.auth(KEY)) as client,
        pytest.raises(UsageError, match="belongs to an AsyncClient"),
    ):
        client.get(URL)

    async def send() -> None:
        async with httpx.AsyncClient(auth=world.sessions.auth(KEY)) as client:
            await client.get(URL)

    with pytest.raises(UsageError, match="belongs to a Client"):
        asyncio.run(send())


def test_another_library_is_refused(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the two are known; one that is not installed is named."""
    with pytest.raises(UsageError, match="no Auth for 'requests'"):
        world.sessions.auth(KEY, library="requests")
    monkeypatch.setitem(sys.modules, "httpx2", None)
    from crosstie.sessions import host_auth  # noqa: PLC0415 - only here

    host_auth._auth_class.cache_clear()
    with pytest.raises(MissingExtra, match="httpx2 is not installed"):
        world.sessions.auth(KEY, library="httpx2")
