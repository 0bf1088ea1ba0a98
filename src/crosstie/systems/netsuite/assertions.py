"""Assertions of client credentials: a JWT signed with the key of a certificate (fact sheet: netsuite.md, 1.3).

cryptography and joserfc are loaded when a certificate is used: hosts whose accounts are connected in other ways never
do that, and the two cost them time.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlencode

import attrs

from crosstie.core.messages import Request
from crosstie.errors import UsageError

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

__all__ = ["Certified", "token_call"]

_CURVES: Final = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_RSA_BITS: Final = frozenset({3072, 4096})
_LIFE: Final = 300
_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_Signing: TypeAlias = "tuple[str, RSAKey | ECKey]"
"""An algorithm, and the key that it goes with."""


def _signing(certified: Certified) -> _Signing:
    return _loaded(certified.private_key)


@attrs.frozen(kw_only=True)
class Certified:
    """What an integration logs in with that has a certificate.

    Attributes:
        client_id: Of the integration record.
        certificate_id: What NetSuite called the certificate when it was mapped.
        private_key: The certificate's key in PEM form, without a password: RSA of 3072 or 4096 bits, or EC of 256,
            384 or 521 bits. Never shown.

    Raises:
        UsageError: The key is another one.
    """

    client_id: str
    certificate_id: str
    private_key: str = attrs.field(repr=False)
    _signs: _Signing = attrs.field(init=False, repr=False, eq=False, default=attrs.Factory(_signing, takes_self=True))

    def assertion(self, audience: str, scope: str, at: datetime, mark: str) -> str:
        """Sign a statement that is good for five minutes: RSA-PSS or ECDSA, for NetSuite takes no RS256.

        Args:
            audience: The token address.
            scope: What is asked for.
            at: When it begins.
            mark: Its ``jti``; another one each time.
        """
        from joserfc import jwt  # noqa: PLC0415 - by need, see above

        algorithm, key = self._signs
        begin = int(at.timestamp())
        claims = {"iss": self.client_id, "scope": scope, "aud": audience, "iat": begin, "exp": begin + _LIFE}
        header = {"typ": "JWT", "alg": algorithm, "kid": self.certificate_id}
        return jwt.encode(header, {**claims, "jti": mark}, key, algorithms=[algorithm])


def token_call(address: str, assertion: str) -> Request:
    """Return the call that buys an access token; it has no ``Authorization`` header."""
    form = {"grant_type": "client_credentials", "client_assertion_type": _TYPE, "client_assertion": assertion}
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    return Request(method="POST", url=address, headers=headers, body=urlencode(form).encode())


def _loaded(pem: str) -> _Signing:
    """Return the algorithm that fits a key, and the key."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - by need, see above
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415
    from joserfc.jwk import ECKey, RSAKey  # noqa: PLC0415

    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        del pem  # a traceback may be printed with its locals
        message = "The private key is not readable."
        raise UsageError(message, advice="Pass the text of a PEM file without a password.") from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size in _RSA_BITS:
        return "PS256", RSAKey.import_key(pem)
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name], ECKey.import_key(pem)
    message = "NetSuite takes keys of RSA with 3072 or 4096 bits, and of EC with 256, 384 or 521 bits."
    raise UsageError(message)
