"""How a connection begins and ends: sending a person to the provider and back, keys, and disconnecting."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import attrs

from crosstie.core import effects
from crosstie.core.effects import Flow
from crosstie.core.messages import Request
from crosstie.core.state import ABSENT, Delete, Put, Stored
from crosstie.errors import CredentialsRejected, SessionError, StaleWrite, StorageError, UsageError
from crosstie.sessions.apps import App, Denied, Enrolment, Granted, KeyApp, Misconfigured, OAuthApp, Returned
from crosstie.sessions.failures import not_saved, rejected, unavailable
from crosstie.sessions.memory import Memory
from crosstie.sessions.sealed import open_session, seal_credentials, seal_tokens
from crosstie.sessions.tokens import ConnectionKey, Session, Tokens
from crosstie.storage.records import Authorization, Connection
from crosstie.storage.sealing import SealingKeys, place_of

__all__ = ["Connecting", "Start"]

_PATIENCE: Final = timedelta(minutes=30)
"""How long a person may take at the provider."""


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
        secret: Source of unguessable text.
    """

    apps: Mapping[str, App]
    keys: SealingKeys
    memory: Memory
    secret: Callable[[], str]

    def authorize(self, system: str, tenant: str, name: str) -> Flow[Start]:
        """Prepare to send a person to the provider.

        Raises:
            UsageError: The system is unknown, or its connections are made from keys.
        """
        app = self.app(system)
        if not isinstance(app, OAuthApp):
            message = f"{system} is connected with keys, not by sending a person there."
            raise UsageError(message, advice="Use connect().")
        state, verifier = self.secret(), self.secret() + self.secret()
        at = yield from effects.now()
        begun = Authorization(tenant=tenant, state=state, system=system, name=name, expires=at + _PATIENCE)
        if app.pkce:
            sealed = self.keys.seal(verifier.encode(), place_of(begun, "verifier"))
            begun = attrs.evolve(begun, verifier=sealed)
        yield from effects.commit([Put(begun, ABSENT)])
        url = app.authorization_url(state, _challenge(verifier) if app.pkce else None)
        return Start(tenant=tenant, system=system, state=state, url=url)

    def complete(self, start: Start, callback_url: str) -> Flow[Connection]:
        """Finish what :meth:`authorize` began, with the address that the provider redirected to. Works once.

        Raises:
            SessionError: The person refused, the state is not ours, or the code was not accepted.
            CredentialsRejected: The app's own id or secret is wrong, or the account is another than before.
        """
        app = self.app(start.system)
        if not isinstance(app, OAuthApp):
            message = f"{start.system} is connected with keys."
            raise UsageError(message, advice="Use connect().")
        params = dict(parse_qsl(urlsplit(callback_url).query, keep_blank_values=True))
        begun = yield from self._claim(start, params.get("state", ""))
        returned = app.returned(params)
        sealed = begun.verifier
        verifier = None if sealed is None else self.keys.open(sealed, place_of(begun, "verifier")).decode()
        session = Session(key=(begun.tenant, begun.system, begun.name), account=returned.account)
        granted = yield from self._granted(app, session, app.code_exchange(returned, verifier))
        return (yield from self._establish(session.key, _enrolled(returned, granted), granted.tokens))

    def connect(self, system: str, tenant: str, name: str, given: Mapping[str, str]) -> Flow[Connection]:
        """Connect with keys; where the system has sessions, the first one is begun to see whether they are good.

        Raises:
            UsageError: A key is missing, unknown or malformed.
            CredentialsRejected: The system does not accept them; nothing was stored.
        """
        app = self.app(system)
        if not isinstance(app, KeyApp):
            message = f"{system} is connected by sending a person there, not with keys."
            raise UsageError(message, advice="Use authorize() and complete().")
        enrolment = app.enrol(given)
        session = Session(
            key=(tenant, system, name),
            account=enrolment.account,
            settings=enrolment.settings,
            credentials=enrolment.credentials,
        )
        first = app.renewal(session)
        tokens = None if first is None else (yield from self._granted(app, session, first)).tokens
        return (yield from self._establish(session.key, enrolment, tokens))

    def disconnect(self, key: ConnectionKey) -> Flow[Connection]:
        """End a connection, here first, then at the provider. Safe to repeat until the provider has heard.

        Raises:
            RenewalUnavailable: It is ended here, but the provider could not be told.
        """
        stored = yield from self._existing(key)
        session = open_session(stored.record, self.keys)
        stored = yield from self._change(stored, _closed)
        self.memory.drop(key)
        self.memory.saved(key)
        app = self.app(key[1])
        request = app.revocation(session) if session.tokens is not None else None
        if request is not None:
            response = yield from effects.send(request, timeout=app.policy.timeout)
            if response.status >= 500 or response.status == 429:  # noqa: PLR2004 - anything else is an answer
                raise unavailable(key, "The connection is ended here, but the provider could not be told.")
        stored = yield from self._change(stored, lambda record: attrs.evolve(record, tokens=None, credentials=None))
        return stored.record

    def app(self, system: str) -> App:
        """Return the host's registration with a system.

        Raises:
            UsageError: There is none.
        """
        app = self.apps.get(system)
        if app is None:
            known = ", ".join(sorted(self.apps)) or "none"
            message = f"No app for {system!r} was given to this SessionManager; it has: {known}."
            raise UsageError(message, advice="Pass it in apps=[...].")
        return app

    # -- small parts ---------------------------------------------------------------------------------------------------

    def _claim(self, start: Start, state: str) -> Flow[Authorization]:
        """Take the pending authorization out of the storage, so that a callback works once."""
        key = (start.tenant, start.state)
        if not hmac.compare_digest(state.encode(), start.state.encode()):
            message = "The callback does not belong to this start: its state is another one."
            raise SessionError(message, done="Nothing was exchanged.", advice="Begin again with authorize().")
        found = (yield from effects.load(Authorization, [key])).get(key)
        if found is not None:
            try:
                yield from effects.commit([Delete(Authorization, key, found.version)])
            except StaleWrite:
                found = None
        if found is None or found.record.expires < (yield from effects.now()):
            message = "This start was used before, or has run out."
            raise SessionError(message, done="Nothing was exchanged.", advice="Begin again with authorize().")
        return found.record

    def _granted(self, app: App, session: Session, request: Request) -> Flow[Granted]:
        response = yield from effects.send(request, timeout=app.policy.timeout)
        verdict = app.judge(response, session, (yield from effects.now()))
        if isinstance(verdict, Granted):
            return verdict
        if isinstance(verdict, Misconfigured):
            raise rejected(session.key, verdict.detail)
        if isinstance(verdict, Denied):
            message = f"{session.label} could not be connected: {verdict.detail}"
            raise SessionError(message, connection=session.label, advice="Begin again.")
        raise unavailable(session.key, f"{session.label} could not be connected: {verdict.detail}")

    def _establish(self, key: ConnectionKey, enrolment: Enrolment, tokens: Tokens | None) -> Flow[Connection]:
        at = yield from effects.now()
        while True:
            stored = (yield from effects.load(Connection, [key])).get(key)
            _same_account(stored, enrolment.account)
            before = stored.record if stored else Connection(tenant=key[0], system=key[1], name=key[2], created=at)
            record = attrs.evolve(
                _opened(before, enrolment), lease_fence=before.lease_fence + 1, lease_owner=None, lease_ends=None
            )
            if enrolment.credentials:
                record = seal_credentials(record, dict(enrolment.credentials), self.keys)
            if tokens is not None:
                record = seal_tokens(record, tokens, record.lease_fence, self.app(key[1]).policy, self.keys)
            try:
                yield from effects.commit([Put(record, stored.version if stored else ABSENT)])
            except StaleWrite:
                continue
            except StorageError as error:
                raise not_saved(key) from error
            self.memory.saved(key)
            self.memory.drop(key)
            return record

    def _existing(self, key: ConnectionKey) -> Flow[Stored[Connection]]:
        found = yield from effects.load(Connection, [key])
        if key not in found:
            message = f"There is no connection {'/'.join(key)}."
            raise UsageError(message, connection="/".join(key))
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
    from crosstie.sessions.oauth import s256_challenge  # noqa: PLC0415 - authlib is loaded by those who need it

    return s256_challenge(verifier)


def _enrolled(returned: Returned, granted: Granted) -> Enrolment:
    account = returned.account or granted.account
    if account is None:
        message = "The provider did not say which account was connected."
        raise SessionError(message, advice="Begin again with authorize().")
    return Enrolment(account=account, credentials={}, settings=granted.settings)


def _same_account(stored: Stored[Connection] | None, account: str) -> None:
    # Links and cursors belong to the old account: another one under the same name would mix two companies' books.
    if stored is None or stored.record.account in (None, account):
        return
    message = f"{stored.record.label} belongs to account {stored.record.account}, not to {account}."
    raise CredentialsRejected(
        message,
        connection=stored.record.label,
        done="Nothing was changed.",
        advice="Choose the same account, or connect the other one under another name.",
    )


def _opened(record: Connection, enrolment: Enrolment) -> Connection:
    return attrs.evolve(
        record,
        account=enrolment.account,
        settings=dict(enrolment.settings),
        status="connected",
        reason=None,
        error=None,
        error_at=None,
        suspect_until=None,
    )


def _closed(record: Connection) -> Connection:
    return attrs.evolve(
        record, status="disconnected", reason="disconnected", renew_at=None, lease_owner=None, lease_ends=None
    )
