"""Signed calls of token-based authentication, verified with oauthlib (fact sheet 1.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

import attrs

from crosstie.core.messages import Request
from crosstie.errors import MissingExtra
from crosstie.testing.clock import MovableClock
from crosstie.testing.netsuite.rules import NetSuiteRules

try:
    from oauthlib.oauth1.rfc5849 import signature as rfc5849
    from oauthlib.oauth1.rfc5849 import utils
except ImportError as _error:
    _message = "The NetSuite simulator verifies signatures with oauthlib."
    raise MissingExtra(_message, advice="Install crosstie[testing].") from _error

__all__ = ["Signatures"]

_WINDOW: Final = 300
_SHORTEST_NONCE: Final = 6
_MOST_KEPT: Final = 10_000
_NEEDED: Final = (
    "realm",
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_version",
    "oauth_signature",
)


@attrs.frozen(kw_only=True)
class _Signed:
    """The parts that oauthlib verifies."""

    uri: str
    http_method: str
    params: list[tuple[str, str]]
    signature: str


# oauthlib's own parameters have no types.
_verify = cast("Callable[[_Signed, str, str], bool]", rfc5849.verify_hmac_sha256)  # pyright: ignore[reportUnknownMemberType]


class Signatures:
    """Finds what is wrong with signed calls, and remembers the nonces that were used."""

    def __init__(self, clock: MovableClock, rules: NetSuiteRules) -> None:
        """Begin without any nonce."""
        self._clock = clock
        self._rules = rules
        self._used: dict[tuple[str, str], float] = {}

    def flaw(self, request: Request, header: str) -> str | None:
        """Say what is wrong in the words of the Login Audit Trail; ``None`` for a good call, whose nonce is used up."""
        sent = _parameters(header)
        if sent is None or any(not sent.get(name) for name in _NEEDED):
            return "InvalidSignature"
        return self._identity_flaw(sent) or self._time_flaw(sent) or self._signature_flaw(request, sent)

    def _identity_flaw(self, sent: dict[str, str]) -> str | None:
        if sent["oauth_consumer_key"] != self._rules.consumer_key:
            return "consumer_key_unknown"
        # The realm is the account id in its original form: 9990001_SB1, neither lower case nor with a dash (1.1).
        if sent["oauth_token"] != self._rules.token_id or sent["realm"] != self._rules.account:
            return "token_rejected"
        return None

    def _time_flaw(self, sent: dict[str, str]) -> str | None:
        stamp = sent["oauth_timestamp"]
        if not stamp.isascii() or not stamp.isdigit():
            return "InvalidTimestamp"
        return "InvalidTimestamp" if abs(int(stamp) - self._clock.now().timestamp()) > _WINDOW else None

    def _signature_flaw(self, request: Request, sent: dict[str, str]) -> str | None:
        method, version = sent["oauth_signature_method"], sent["oauth_version"]
        if method != "HMAC-SHA256" or version != "1.0" or len(sent["oauth_nonce"]) < _SHORTEST_NONCE:
            return "InvalidSignature"
        own = [(name, value) for name, value in sent.items() if name not in {"realm", "oauth_signature"}]
        signed = _Signed(
            uri=request.url,
            http_method=request.method,
            params=[*request.params, *own],
            signature=sent["oauth_signature"],
        )
        rules = self._rules
        if not _verify(signed, rules.consumer_secret, rules.token_secret):
            return "InvalidSignature"
        return None if self._fresh(sent["oauth_nonce"], sent["oauth_timestamp"]) else "NonceUsed"

    def _fresh(self, nonce: str, stamp: str) -> bool:
        """Use a nonce up; a pair of nonce and timestamp is good once. Old pairs fail by their timestamp."""
        now = self._clock.monotonic()
        if (nonce, stamp) in self._used:
            return False
        if len(self._used) > _MOST_KEPT:
            self._used = {pair: at for pair, at in self._used.items() if at > now - 2 * _WINDOW}
        self._used[nonce, stamp] = now
        return True


def _parameters(header: str) -> dict[str, str] | None:
    """Read the header's parameters; ``None`` for one that cannot be read, or says something twice."""
    try:
        pairs = utils.parse_authorization_header(header)
        found = {name: utils.unescape(value) for name, value in pairs}
    except (ValueError, IndexError):
        return None
    return found if len(found) == len(pairs) else None
