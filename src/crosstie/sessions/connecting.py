"""How a connection begins and ends: sending a person to the provider and back, keys, and disconnecting."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import attrs

from crosstie.core import effects
from crosstie.core.checks import sendable
from crosstie.core.effects import Flow
from crosstie.core.masked import Masked
from crosstie.core.messages import Request
from crosstie.core.state import ABSENT, Delete, Put, Stored
from crosstie.errors import SessionError, StaleWrite, TransportError, UsageError
from crosstie.sessions.apps import (
    App,
    AsksForAccount,
    Denied,
    Enrolment,
    Granted,
    KeyApp,
    Misconfigured,
    OAuthApp,
    Returned,
    quiet,
    registered,
)
from crosstie.sessions.failures import another_start, no_such, not_connected, not_told, rejected
from crosstie.sessions.memory import Memory, Opening
from crosstie.sessions.oauth import s256_challenge
from crosstie.sessions.publishing import Publisher, check_account
from crosstie.sessions.sealed import open_session
from crosstie.sessions.tokens import ConnectionKey, Session, Tokens
from crosstie.storage.questions import checked_key
from crosstie.storage.records import Authorization, Connection
from crosstie.storage.sealing import SealingKeys, place_of

__all__ = ["Connecting", "Start"]

_PATIENCE: Final = timedelta(minutes=30)
"""How long a person may take at the provider."""
_NOT_OURS: Final = frozenset({401, 403})
_GONE: Final = frozenset({400, 404})


@attrs.frozen(kw_only=True)
class Start:
    """A person is about to be sent to the provider.

    A host whose callback runs in another process keeps ``tenant``, ``system`` and ``state`` in the person's own web
    session and makes the same value again; the URL is needed only once.

    Attributes:
        tenant: For whom.
        system: Where to.
        state: Ties the callback to this start; secret until then.
        url: Where the person is redirected to.
    """

    tenant: str
    system: str
    state: str = attrs.field(repr=False)
    url: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class Connecting:
    """Begins and ends connections. Pure: every method is a flow.

    Attributes:
        apps: The host's registrations by system.
        keys: What seals the secrets.
        memory: What this process holds.
        publisher: Stores what was made.
        secret: Source of unguessable text.
    """

    apps: Mapping[str, App]
    keys: SealingKeys
    memory: Memory
    publisher: Publisher
    secret: Callable[[], str]

    def authorize(self, system: str, tenant: str, name: str) -> Flow[Start]:
        """Prepare to send a person to the provider.

        Raises:
            UsageError: The system is unknown, its connections are made from keys, the app lacks what is needed, or no
                connection can have this tenant or name.
        """
        checked_key(Connection, (tenant, system, name))
        app = registered(self.apps, system)
        if not isinstance(app, OAuthApp):
            message = f"{system} is connected with keys, not by sending a person there."
            raise UsageError(message, advice="Use connect().")
        state, verifier = self.secret(), self.secret() + self.secret()
        at = yield from effects.now()
        begun = Authorization(tenant=tenant, state=state, system=system, name=name, expires=at + _PATIENCE)
        if app.pkce:
            sealed = self.keys.seal(verifier.encode(), place_of(begun, "verifier"))
            begun = attrs.evolve(begun, verifier=sealed)
        url = app.authorization_url(state, _challenge(verifier) if app.pkce else None)
        yield from effects.commit([Put(begun, ABSENT)])
        return Start(tenant=tenant, system=system, state=state, url=url)

    def complete(self, start: Start, callback_url: str) -> Flow[Connection]:
        """Finish what :meth:`authorize` began, with the address that the provider redirected to. Works once.

        Raises:
            UsageError: The system is unknown or connected with keys, the address is none, or the start has no state.
            SessionError: The person refused, the callback belongs to another start, or the code was not accepted.
            CredentialsRejected: The app's own id or secret is wrong, or the account is another than before.
            TokensNotSaved: All went well but for the storage; call it again, or go on: the next call saves them.
        """
        app = registered(self.apps, start.system)
        if not isinstance(app, OAuthApp):
            message = f"{start.system} is connected with keys."
            raise UsageError(message, advice="Use connect().")
        params = _query(callback_url)
        sendable("The state of a start", start.state)  # no name for it here: it would show in the frame
        if not hmac.compare_digest(params.get("state", "").encode(errors="replace"), start.state.encode()):
            message = "The callback does not belong to this start: its state is another one."
            raise another_start(message)
        waiting = self.memory.opening_of(start.tenant, start.system, start.state)
        if waiting is not None:
            return (yield from self.publisher.establish(*waiting, late=True))
        begun = yield from self._claim(start)
        key = (begun.tenant, begun.system, begun.name)
        returned = app.returned(params)
        if returned.account is not None:
            check_account((yield from effects.load(Connection, [key])).get(key), returned.account)
        sealed = begun.verifier
        verifier = None if sealed is None else self.keys.open(sealed, place_of(begun, "verifier")).decode()
        session = Session(key=key, account=returned.account)
        granted = yield from self._granted(app, session, app.code_exchange(returned, verifier), person=True)
        if returned.account is None and granted.account is None and isinstance(app, AsksForAccount):
            granted = attrs.evolve(granted, account=(yield from self._asked(app, key, granted.tokens)))
        opening = Opening(enrolment=_enrolled(returned, granted), tokens=granted.tokens, state=start.state)
        return (yield from self.publisher.establish(key, opening))

    def connect(self, system: str, tenant: str, name: str, given: Mapping[str, str]) -> Flow[Connection]:
        """Connect with keys; where the system has sessions, the first one is begun to see whether they are good.

        Raises:
            UsageError: A key is missing, unknown or malformed, or no connection can have this tenant or name.
            CredentialsRejected: The system does not accept them, or the account is another than before.
            RenewalUnavailable: The system could not be asked; nothing was stored.
        """
        key = checked_key(Connection, (tenant, system, name))
        app = registered(self.apps, system)
        if not isinstance(app, KeyApp):
            message = f"{system} is connected by sending a person there, not with keys."
            raise UsageError(message, advice="Use authorize() and complete().")
        enrolment = app.enrol(given)
        session = Session(
            key=key,
            account=enrolment.account,
            settings=enrolment.settings,
            credentials=enrolment.credentials,
        )
        check_account((yield from effects.load(Connection, [session.key])).get(session.key), enrolment.account)
        first = app.renewal(session)
        tokens = None if first is None else (yield from self._granted(app, session, first, person=False)).tokens
        return (yield from self.publisher.establish(session.key, Opening(enrolment=enrolment, tokens=tokens)))

    def disconnect(self, key: ConnectionKey) -> Flow[Connection]:
        """End a connection, here first, then at the provider. Safe to repeat until the provider has heard.

        Raises:
            UsageError: There is no such connection.
            RenewalUnavailable: It is ended here, but the provider could not be told.
            CredentialsRejected: It is ended here, but the provider does not accept the app's id or secret.
        """
        app = registered(self.apps, key[1])
        stored = yield from self._change((yield from self._existing(key)), _closed)
        self.memory.drop(key)
        request = self._revocation(app, stored.record)
        if request is not None:
            yield from self._revoked(app, key, request)
        stored = yield from self._change(stored, _emptied)
        self.memory.opened(key)
        return stored.record

    def _revocation(self, app: App, record: Connection) -> Request | None:
        """Return what ends the newest grant at the provider: one that could not be saved is newer than the stored."""
        session = open_session(record, self.keys)
        unsaved = self.memory.unsaved((record.tenant, record.system, record.name))
        if unsaved is not None:
            session = attrs.evolve(session, tokens=unsaved.tokens)
        return None if session.tokens is None else app.revocation(session)

    def _revoked(self, app: App, key: ConnectionKey, request: Request) -> Flow[None]:
        try:
            response = yield from effects.send(request, timeout=app.policy.timeout)
        except TransportError as error:
            raise not_told(key, error.message) from error
        if response.status in _NOT_OURS:
            raise rejected(key, f"HTTP {response.status} to the revocation. The connection is ended here.")
        # 400 and 404 mean that the provider knows no such grant (any more): there is nothing left to end.
        if response.status not in _GONE and response.status >= 300:  # noqa: PLR2004 - everything below is success
            raise not_told(key, f"HTTP {response.status}")

    # -- small parts ---------------------------------------------------------------------------------------------------

    def _claim(self, start: Start) -> Flow[Authorization]:
        """Take the pending authorization out of the storage, so that a callback works once."""
        key = (start.tenant, start.state)
        found = (yield from effects.load(Authorization, [key])).get(key)
        if found is not None:
            try:
                yield from effects.commit([Delete(Authorization, key, found.version)])
            except StaleWrite:
                found = None
        if found is None or found.record.expires < (yield from effects.now()):
            message = "This start was used before, or has run out."
            raise another_start(message)
        if found.record.system != start.system:
            message = f"This start belongs to {found.record.system}, not to {start.system}."
            raise another_start(message)
        return found.record

    def _granted(self, app: App, session: Session, request: Request, *, person: bool) -> Flow[Granted]:
        try:
            response = yield from effects.send(request, timeout=app.policy.timeout)
        except TransportError as error:
            raise not_connected(session.key, error.message, person=person) from error
        verdict = quiet(app.judge(response, session, (yield from effects.now())), request)
        if isinstance(verdict, Granted):
            return verdict
        if isinstance(verdict, Misconfigured):
            raise rejected(session.key, verdict.detail)
        raise not_connected(session.key, verdict.detail, person=person or isinstance(verdict, Denied))

    def _asked(self, app: AsksForAccount, key: ConnectionKey, tokens: Tokens) -> Flow[str | None]:
        """Ask whose the new tokens are. If that fails a person begins again: nothing was kept that could be lost."""
        try:
            response = yield from effects.send(app.account_request(tokens), timeout=app.policy.timeout)
        except TransportError as error:
            raise not_connected(key, error.message, person=True) from error
        return app.account_of(response)

    def _existing(self, key: ConnectionKey) -> Flow[Stored[Connection]]:
        found = yield from effects.load(Connection, [key])
        if key not in found:
            raise no_such(key)
        return found[key]

    def _change(
        self, stored: Stored[Connection], change: Callable[[Connection], Connection]
    ) -> Flow[Stored[Connection]]:
        while True:
            record = change(stored.record)
            try:
                versions = yield from effects.commit([Put(record, stored.version)])
            except StaleWrite:
                stored = yield from self._existing((record.tenant, record.system, record.name))
            else:
                return Stored(record, versions[0])


def _challenge(verifier: str) -> str:

    return s256_challenge(verifier)


def _enrolled(returned: Returned, granted: Granted) -> Enrolment:
    account = returned.account or granted.account
    if account is None:
        message = "The provider did not say which account was connected."
        raise SessionError(message, advice="Begin again with authorize().")
    return Enrolment(account=account, credentials={}, settings=granted.settings)


def _closed(record: Connection) -> Connection:
    return attrs.evolve(
        record, status="disconnected", reason="disconnected", renew_at=None, lease_owner=None, lease_ends=None
    )


def _emptied(record: Connection) -> Connection:
    return attrs.evolve(record, tokens=None, credentials=None, access_expires=None, refresh_expires=None)


def _query(callback_url: str) -> dict[str, str]:
    try:
        found = parse_qsl(urlsplit(str(callback_url)).query, keep_blank_values=True)
    except ValueError:
        message = "The callback is not an address."
        raise UsageError(message, advice="Pass the whole address that the provider redirected to.") from None
    return {name: Masked(value) for name, value in found}
