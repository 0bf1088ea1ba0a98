"""OAuth 2 grants and their tokens: one-time and lasting refresh tokens, chains, early ends (fact sheet 1.3, 1.4)."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any, Final

import attrs
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from crosstie.testing.clock import MovableClock
from crosstie.testing.netsuite.rules import NetSuiteRules

__all__ = ["Code", "Grant", "Grants", "TokenPair"]

_HOUR: Final = 3600.0
_KEY_ID: Final = "composed-signing-key"


@attrs.frozen(kw_only=True)
class TokenPair:
    """What a token answer hands out; no refresh token where the rules give none."""

    access: str = attrs.field(repr=False)
    refresh: str | None = attrs.field(default=None, repr=False)


@attrs.define(kw_only=True, eq=False)
class Grant:
    """One consent, or one certificate's login, with all tokens that came of it. Times are monotonic seconds.

    Attributes:
        client_id: The integration.
        public: Whether that is a public client.
        company: The account that the person picked.
        scope: What was asked for.
        born: When it was given.
        refresh: The current refresh token; empty for client credentials.
        ends: When that one expires.
        access: Access tokens, and when each expires.
        revoked: Whether it is over.
    """

    client_id: str
    public: bool
    company: str
    scope: frozenset[str]
    subject: str
    born: float
    refresh: str = attrs.field(default="", repr=False)
    ends: float = 0.0
    access: dict[str, float] = attrs.field(factory=dict[str, float], repr=False)
    revoked: bool = False


@attrs.define(kw_only=True, eq=False)
class Code:
    """An authorization code and what its exchange must show."""

    grant: Grant
    redirect_uri: str
    challenge: str | None
    ends: float
    used: bool = False


class Grants:
    """All grants of the account's integrations.

    Attributes:
        renewals: How many refreshes were answered with tokens.
        rejections: How many token calls were answered ``invalid_grant``.
    """

    def __init__(self, clock: MovableClock, rules: NetSuiteRules) -> None:
        """Begin without any grant."""
        self.renewals: int = 0
        self.rejections: int = 0
        self._clock = clock
        self._rules = rules
        self._numbers = itertools.count(1)
        self._codes: dict[str, Code] = {}
        self._by_access: dict[str, Grant] = {}
        self._by_refresh: dict[str, Grant] = {}
        self._all: list[Grant] = []
        self._key = ec.derive_private_key(int.from_bytes(hashlib.sha256(_KEY_ID.encode()).digest()), ec.SECP256R1())

    # -- the first tokens ---------------------------------------------------------------------------------------------

    def begin(self, client_id: str, company: str, scope: frozenset[str], subject: str = "1003;17") -> Grant:
        """Record a consent, or a login by certificate; the subject is ``role;entity``."""
        grant = Grant(
            client_id=client_id,
            public=client_id == self._rules.public_client_id,
            company=company,
            scope=scope,
            subject=subject,
            born=self._clock.monotonic(),
        )
        self._all.append(grant)
        return grant

    def code(self, grant: Grant, redirect_uri: str, challenge: str | None) -> str:
        """Issue an authorization code: single use."""
        code = self._mint("code")
        ends = self._clock.monotonic() + self._rules.code_seconds
        self._codes[code] = Code(grant=grant, redirect_uri=redirect_uri, challenge=challenge, ends=ends)
        return code

    def take_code(self, code: str, client_id: str) -> Code | None:
        """Use a code up; ``None`` if it is not (any more) good for this client."""
        known = self._codes.get(code)
        if known is None or known.used or known.grant.client_id != client_id or self._clock.monotonic() >= known.ends:
            return None
        known.used = True
        return known

    def issue(self, grant: Grant, *, refresh: bool = True) -> TokenPair:
        """Issue an access token, with a refresh token if asked for."""
        if refresh:
            self._rotate(grant)
        return TokenPair(access=self._access(grant), refresh=grant.refresh if refresh else None)

    # -- renewal ------------------------------------------------------------------------------------------------------

    def renew(self, refresh: str, client_id: str) -> TokenPair | None:
        """Renew; ``None`` is ``invalid_grant``.

        A confidential client keeps its refresh token and gets none in the answer; a public client's token is good once
        and the answer holds the next one, until the chain ends (1.4).
        """
        grant = self._by_refresh.get(refresh)
        if grant is None or grant.client_id != client_id or grant.revoked or self._clock.monotonic() >= grant.ends:
            return None
        if refresh != grant.refresh:
            grant.revoked = self._rules.public_reuse == "revoke"
            return None
        self.renewals += 1
        if not grant.public and self._rules.confidential_refresh_extends:
            grant.ends = self._clock.monotonic() + self._rules.confidential_refresh_seconds
        return self.issue(grant, refresh=grant.public)

    def _rotate(self, grant: Grant) -> None:
        now = self._clock.monotonic()
        grant.refresh = self._mint("refresh")
        grant.ends = now + self._rules.confidential_refresh_seconds
        if grant.public:
            chain = grant.born + self._rules.public_rotation_hours * _HOUR
            grant.ends = min(now + self._rules.public_refresh_hours * _HOUR, chain)
        self._by_refresh[grant.refresh] = grant

    # -- use and end --------------------------------------------------------------------------------------------------

    def holder(self, access: str) -> Grant | None:
        """Return the grant of an access token that is good now."""
        grant = self._by_access.get(access)
        good = grant is not None and not grant.revoked and self._clock.monotonic() < grant.access[access]
        return grant if good else None

    def revoke_token(self, refresh: str, client_id: str) -> None:
        """End the grant of a refresh token, its access tokens too; nothing happens to an unknown one (1.4)."""
        grant = self._by_refresh.get(refresh)
        if grant is not None and grant.client_id == client_id:
            grant.revoked = True

    def revoke_all(self) -> None:
        """End every grant, as when a person or an administrator revokes the application."""
        for grant in self._all:
            grant.revoked = True

    def expire_access(self) -> None:
        """Let all access tokens expire now."""
        for grant in self._all:
            grant.access = dict.fromkeys(grant.access, self._clock.monotonic())

    def expire_refresh(self) -> None:
        """Let all refresh tokens expire now."""
        for grant in self._all:
            grant.ends = self._clock.monotonic()

    # -- tokens -------------------------------------------------------------------------------------------------------

    def keys(self) -> dict[str, Any]:
        """Return the public signing keys, as ``…/keys`` publishes them (1.4)."""
        key = ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": _KEY_ID, "use": "sig", "alg": "ES256"}]}

    def _access(self, grant: Grant) -> str:
        """Make an access token: a JWT whose ``oit`` is the start of the chain, for public clients (1.4)."""
        now = int(self._clock.now().timestamp())
        claims: dict[str, Any] = {
            "sub": grant.subject,
            "aud": [grant.client_id],
            "scope": sorted(grant.scope),
            "iss": "https://system.netsuite.com",
            "iat": now,
            "exp": now + self._rules.access_seconds,
            "jti": f"{grant.company}-{next(self._numbers)}",
        }
        if grant.public:
            claims["oit"] = int(now - (self._clock.monotonic() - grant.born))
        access = jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": _KEY_ID})
        grant.access[access] = self._clock.monotonic() + self._rules.access_seconds
        self._by_access[access] = grant
        return access

    def _mint(self, kind: str) -> str:
        number = next(self._numbers)
        return f"{kind}-composed-{number:04d}-{hashlib.sha256(f'{kind}{number}'.encode()).hexdigest()}"
