"""The one object that a host makes for its sessions, shared by every client of the process."""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, Self, TypeVar

from crosstie.clock import AsyncSystemClock
from crosstie.core.driver_async import AsyncDriver
from crosstie.core.effects import Flow
from crosstie.core.masked import Masked
from crosstie.core.per_process import PerProcess
from crosstie.core.ports import AsyncClock, AsyncStorage, AsyncTransport, Observer
from crosstie.core.state import key_of
from crosstie.errors import UsageError
from crosstie.http.httpx_transport_async import AsyncHttpxTransport
from crosstie.http.limiter import Limiter
from crosstie.sessions.apps import App, registered
from crosstie.sessions.authenticator import SessionAuthenticator
from crosstie.sessions.connecting import Connecting, Start
from crosstie.sessions.flights import Flights
from crosstie.sessions.host_auth import host_auth
from crosstie.sessions.memory import Memory
from crosstie.sessions.renewal import Renewal
from crosstie.sessions.status import ConnectionStatus, statuses
from crosstie.sessions.sweep import Sweep, sweep
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.questions import checked_key
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys

__all__ = ["AsyncSessionManager"]

T = TypeVar("T")


class AsyncSessionManager:
    """Keeps the sessions of all connections alive: one per process, shared by every client.

    It is safe to use from many threads and event loops; processes that share the storage share the renewals. It starts
    no thread and no timer: what is due is renewed by the calls that need it, and by :meth:`renew_due`.

    Args:
        storage: Where connections are kept.
        apps: The host's registrations, one per system, such as ``quickbooks.App(...)``.
        keys: What seals secrets; the storage's own ``keys`` when not given.
        client: The host's own ``httpx.AsyncClient`` (or ``httpx2``), used for every call; it is not closed here.
        transport: Another way to send, instead of ``client``.
        clock: The time; the machine's by default.
        observer: Is told of attempts and renewals.
        flights: Shared with other managers of this process, so that they share renewals without waiting on a lease.
        limiter: Shared with other managers of this process, so that they keep to one rate limit.

    Raises:
        UsageError: No keys, two apps of one system, a storage of the other world, or both ``client`` and
            ``transport``.

    Example:
        ``async with AsyncSessionManager(storage, [quickbooks.App(...)]) as sessions: ...``
    """

    __slots__ = ("_connecting", "_driver", "_owner", "_renewal", "_transport")

    def __init__(  # noqa: PLR0913 - what a host may replace, each with a default
        self,
        storage: AsyncStorage,
        apps: Iterable[App],
        *,
        keys: SealingKeys | None = None,
        client: Any = None,  # noqa: ANN401 - httpx or httpx2; no type of theirs in our signatures
        transport: AsyncTransport | None = None,
        clock: AsyncClock | None = None,
        observer: Observer | None = None,
        flights: Flights | None = None,
        limiter: Limiter | None = None,
    ) -> None:
        """Bring the parts together; nothing is opened or read yet."""
        given = _by_system(apps)
        sealing = keys or _keys_of(storage)
        if client is not None and transport is not None:
            message = "A SessionManager sends through a client or a transport, not both."
            raise UsageError(message, advice="Pass one of them.")
        self._transport = transport or AsyncHttpxTransport(client)
        self._driver = AsyncDriver(
            transport=self._transport,
            storage=storage,
            clock=clock or AsyncSystemClock(),
            sharing=flights or Flights(),
            limits=limiter or Limiter(),
            draw=random.random,
            observer=observer,
        )
        self._owner = PerProcess(lambda: f"{os.getpid()}-{secrets.token_hex(6)}")
        memory = Memory()
        self._renewal = Renewal(
            apps=given,
            keys=sealing,
            memory=memory,
            owner=self._owner.here,
            jitter=random.random(),  # noqa: S311 - jitter
        )
        self._connecting = Connecting(
            apps=given,
            keys=sealing,
            memory=memory,
            publisher=self._renewal.publisher,
            secret=lambda: secrets.token_urlsafe(32),
        )

    # -- connecting ----------------------------------------------------------------------------------------------------

    async def authorize(self, system: str, *, tenant: str, name: str = "default") -> Start:
        """Prepare to send a person to the provider; redirect them to ``start.url``.

        Args:
            system: Such as ``quickbooks``.
            tenant: The host's customer.
            name: Tells several connections of one tenant to one system apart.

        Raises:
            UsageError: The system is unknown, or is connected with keys, or no connection can have this tenant or name.
        """
        return await self.run(self._connecting.authorize(system, tenant, name))

    async def complete(self, start: Start, callback_url: str) -> Connection:
        """Finish with the address that the provider redirected the person to; works once.

        Raises:
            UsageError: The system is unknown or connected with keys, the address is none, or the start has no state.
            SessionError: The person refused, the callback belongs to another start, or the code was not accepted.
            CredentialsRejected: The app's id or secret is wrong, or the account is another one than before.
            TokensNotSaved: All went well but for the storage; call it again, or go on: the next call saves them.
        """
        callback_url = Masked(callback_url)  # it holds the code, and stands in every frame below
        return await self.run(self._connecting.complete(start, callback_url))

    async def connect(self, system: str, *, tenant: str, name: str = "default", **keys: str) -> Connection:
        """Connect a system that has keys instead of OAuth, and begin the first session to see whether they are good.

        Args:
            system: Such as ``rfms``.
            tenant: The host's customer.
            name: Tells several connections of one tenant to one system apart.
            keys: What the system's ``App`` documents; a name it does not know is a ``UsageError``.

        Raises:
            UsageError: A key is missing, unknown or malformed, or no connection can have this tenant or name.
            CredentialsRejected: The system does not accept them, or the account is another one than before.
            RenewalUnavailable: The system could not be asked; nothing was stored.
        """
        keys = _masked(keys)
        return await self.run(self._connecting.connect(system, tenant, name, keys))

    async def disconnect(self, connection: Connection | ConnectionKey) -> Connection:
        """End a connection here and revoke it at the provider; repeat it until the provider has heard.

        Raises:
            UsageError: There is no such connection.
            RenewalUnavailable: It is ended here, but the provider could not be told.
            CredentialsRejected: It is ended here, but the provider does not accept the app's id or secret.
        """
        return await self.run(self._connecting.disconnect(_key(connection)))

    # -- keeping alive -------------------------------------------------------------------------------------------------

    async def renew_due(self, *, within: float = 600.0, limit: int = 1000, pause: float = 0.2) -> Sweep:
        """Renew what ends soon, over all tenants, soonest first; for the host's scheduler, every five minutes.

        One connection's failure does not stop the others. Sessions that nothing is lost by letting go (RFMS) are left
        to the calls that need them; idle grants are renewed in time for their refresh token.

        Args:
            within: Seconds to look ahead.
            limit: At most this many connections.
            pause: Seconds between two of them.

        Returns:
            A row per connection, with its error if it has one.
        """
        return await self.run(sweep(self._renewal, within=within, limit=limit, pause=pause))

    async def status(self, tenant: str) -> Sequence[ConnectionStatus]:
        """Return the state of each of a tenant's connections, by system and name.

        Raises:
            UsageError: The tenant is no text; ``None`` would be everybody.
        """
        return await self.run(statuses(self._renewal.refusals, tenant))

    # -- for clients, and for hosts with calls of their own ------------------------------------------------------------

    def authenticator(self, connection: Connection | ConnectionKey) -> SessionAuthenticator:
        """Return what signs the calls of one connection.

        Raises:
            UsageError: No app for its system was given, or no connection can have this key.
        """
        key = _key(connection)
        return SessionAuthenticator(key, registered(self._renewal.apps, key[1]), self._renewal, "/".join(key))

    def auth(self, connection: Connection | ConnectionKey, *, library: str = "httpx") -> Any:  # noqa: ANN401 - httpx.Auth
        """Return an ``httpx.Auth``: a host's own httpx calls get tokens, renewal and one retry like ours.

        Args:
            connection: Whose session.
            library: ``httpx2`` for a client of that library.
        """
        return host_auth(library, self.authenticator(connection), run_async=self.run)

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow with this manager's storage, transport and clock."""
        return await self._driver.run(flow)

    async def aclose(self) -> None:
        """Close what this manager opened itself for the running loop; a host's client or transport stays open."""
        if isinstance(self._transport, AsyncHttpxTransport):
            await self._transport.aclose()

    async def __aenter__(self) -> Self:
        """Use as a context manager that closes at its end."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.aclose()

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: it holds keys, tokens and sockets."""
        message = f"A {type(self).__name__} is not pickled."
        raise UsageError(message, advice="Make one in each process; they share what the storage holds.")

    def __repr__(self) -> str:
        """Name the systems."""
        return f"{type(self).__name__}({', '.join(sorted(self._renewal.apps))})"


def _by_system(apps: Iterable[App]) -> dict[str, App]:
    found: dict[str, App] = {}
    for app in apps:
        if app.system in found:
            message = f"Two apps for {app.system} were given."
            raise UsageError(message, advice="Use one SessionManager per registration.")
        found[app.system] = app
    return found


def _keys_of(storage: object) -> SealingKeys:
    keys = getattr(storage, "keys", None)
    if isinstance(keys, SealingKeys):
        return keys
    message = "There are no sealing keys: tokens are never stored in the clear."
    raise UsageError(message, advice="Pass keys=SealingKeys.from_env(), to the storage or here.")


def _masked(keys: dict[str, str]) -> dict[str, str]:
    """Return keys that do not show in the frames they pass through; refuse what is no text."""
    odd = sorted(name for name, value in keys.items() if not isinstance(value, str))  # pyright: ignore[reportUnnecessaryIsInstance]
    if odd:
        message = f"These keys are not text: {', '.join(odd)}."
        raise UsageError(message, advice="Check where they come from; an unset environment variable is None.")
    return {name: Masked(value) for name, value in keys.items()}


def _key(connection: Connection | ConnectionKey) -> ConnectionKey:
    return key_of(connection) if isinstance(connection, Connection) else checked_key(Connection, connection)
