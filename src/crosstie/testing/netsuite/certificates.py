"""Client credentials: the certificates mapped in the account, and the assertions signed with their keys (1.3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn

import attrs
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from crosstie.errors import MissingExtra, UsageError
from crosstie.testing.clock import MovableClock
from crosstie.testing.netsuite.codec import Json, items, members
from crosstie.testing.netsuite.rules import NetSuiteRules

try:
    import jwt
except ImportError as _error:
    _message = "The NetSuite simulator verifies assertions with PyJWT."
    raise MissingExtra(_message, advice="Install crosstie[testing].") from _error

__all__ = ["Certificates", "Mapped"]

_LONGEST: Final = timedelta(days=731)
_RSA_BITS: Final = frozenset({3072, 4096})
_CURVES: Final[Mapping[str, str]] = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_RSA_ALGORITHMS: Final = ("PS256", "PS384", "PS512")
_MOST_ACTIVE: Final = 5
_LONGEST_ASSERTION: Final = 3600
_SCOPES: Final = frozenset({"rest_webservices", "restlets", "suite_analytics"})


@attrs.define(kw_only=True, eq=False)
class Mapped:
    """A certificate that is mapped to the integration, an entity and a role.

    Attributes:
        id: The Certificate ID; assertions name it as ``kid``.
        ends: When the certificate expires.
        active: Whether it is neither revoked nor cleared.
    """

    id: str
    ends: datetime
    algorithms: tuple[str, ...]
    key: bytes = attrs.field(repr=False)
    active: bool = True


class Certificates:
    """The certificates of the integration for client credentials.

    Attributes:
        flaws: Why assertions were refused, oldest first; callers only learn that they were.
    """

    def __init__(self, clock: MovableClock, rules: NetSuiteRules) -> None:
        """Begin without any."""
        self.flaws: list[str] = []
        self._clock = clock
        self._rules = rules
        self._mapped: dict[str, Mapped] = {}
        self._used: set[str] = set()

    def map(self, pem: bytes) -> str:
        """Map an X.509 certificate in PEM form.

        Returns:
            The Certificate ID.

        Raises:
            UsageError: It is none, its key or validity is not allowed, five are active, or it was revoked before.
        """
        try:
            certificate = x509.load_pem_x509_certificate(pem)
        except ValueError as error:
            _refuse("It is not an X.509 certificate in PEM form", error)
        if certificate.not_valid_after_utc - certificate.not_valid_before_utc > _LONGEST:
            _refuse("Its validity is longer than two years")
        if sum(mapped.active for mapped in self._mapped.values()) >= _MOST_ACTIVE:
            _refuse("Five certificates are active already")
        key = certificate.public_key()
        encoded = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        if any(mapped.key == encoded and not mapped.active for mapped in self._mapped.values()):
            _refuse("It was revoked before")
        identity = "comp" + hashlib.sha256(encoded).hexdigest()[:40]
        self._mapped[identity] = Mapped(
            id=identity, ends=certificate.not_valid_after_utc, algorithms=_algorithms(key), key=encoded
        )
        return identity

    def revoke(self, identity: str) -> None:
        """Revoke a certificate; it cannot be used again."""
        self._mapped[identity].active = False

    def clear(self) -> None:
        """Forget every mapping, as each refresh of a sandbox does."""
        self._mapped.clear()

    # -- assertions ---------------------------------------------------------------------------------------------------

    def scope_of(self, assertion: str, audiences: frozenset[str]) -> frozenset[str] | None:
        """Verify an assertion.

        Args:
            assertion: The signed JWT.
            audiences: The token addresses that it may be meant for.

        Returns:
            The scope asked for; ``None`` if the assertion is refused, and the reason is in :attr:`flaws`.
        """
        claims, flaw = self._verified(assertion)
        flaw = flaw or self._claims_flaw(claims, audiences) or self._repeated(assertion, claims)
        if flaw is not None:
            self.flaws.append(flaw)
            return None
        return _scope(claims)

    def _verified(self, assertion: str) -> tuple[Json, str | None]:
        try:
            header: Json = jwt.get_unverified_header(assertion)
            mapped = self._mapped.get(str(header.get("kid")))
            if mapped is None or not mapped.active or self._clock.now() >= mapped.ends:
                return {}, "kid"
            if header.get("typ") != "JWT":
                return {}, "typ"
            if header.get("alg") not in mapped.algorithms:
                return {}, "alg"
            found = jwt.api_jws.decode(assertion, key=mapped.key, algorithms=list(mapped.algorithms))
            return members(json.loads(found)) or {}, None
        except (jwt.InvalidTokenError, ValueError):
            return {}, "signature"

    def _claims_flaw(self, claims: Json, audiences: frozenset[str]) -> str | None:
        issued, expires = claims.get("iat"), claims.get("exp")
        now = self._clock.now().timestamp()
        if claims.get("iss") != self._rules.certified_client_id:
            return "iss"
        if claims.get("aud") not in audiences:
            return "aud"
        if not isinstance(issued, int) or not isinstance(expires, int) or issued > now + self._rules.assertion_skew:
            return "iat"
        if not now < expires <= issued + _LONGEST_ASSERTION:
            return "exp"
        return None if _scope(claims) and _scope(claims) <= _SCOPES else "scope"

    def _repeated(self, assertion: str, claims: Json) -> str | None:
        mark = str(claims.get("jti") or assertion)
        if mark in self._used and not self._rules.assertion_reuse:
            return "jti"
        self._used.add(mark)
        return None


def _scope(claims: Json) -> frozenset[str]:
    """Read the scope: text with commas as described, or an array as in the vendor's sample (1.3)."""
    scope: Any = claims.get("scope")
    words = scope.split(",") if isinstance(scope, str) else items(scope)
    return frozenset(str(word).strip() for word in words)


def _algorithms(key: object) -> tuple[str, ...]:
    if isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_BITS:
        return _RSA_ALGORITHMS
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
        return (_CURVES[key.curve.name],)
    return _refuse("Its key is neither RSA of 3072 or 4096 bits nor EC of 256, 384 or 521 bits")


def _refuse(reason: str, cause: Exception | None = None) -> NoReturn:
    message = f"The certificate cannot be mapped. {reason}."
    raise UsageError(message) from cause
