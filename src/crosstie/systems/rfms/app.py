"""How sessions with a store begin, age and are refused (fact sheet: rfms.md, 1.1 to 1.4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import attrs
import msgspec

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.http.headers import basic, provider_time, retry_after
from crosstie.models import instants
from crosstie.sessions.apps import Enrolment, Granted, Misconfigured, Unanswered, Unavailable, Verdict
from crosstie.sessions.tokens import RenewalPolicy, Session, Tokens

__all__ = ["BASE_URL", "SESSION_POLICY", "App"]

BASE_URL: Final = "https://api.rfms.online/v2"
"""Where the API is; a test store is simply another store queue there."""

SESSION_POLICY: Final = RenewalPolicy(idle=900.0, mandatory=60.0, advisory=0.0, swept=False)
"""A session lives 15 minutes after its last use; it is begun anew after 14. Letting one go costs nothing (1.3).

A maximum age of the host's own, used or not: ``attrs.evolve(SESSION_POLICY, max_age=1500)``.
"""

_QUEUE = re.compile(r"store-[A-Za-z0-9_-]+|\d+@[A-Za-z0-9._-]+")
_LONGEST = timedelta(days=1)
_GIVEN = ("store_queue", "api_key")

_read_expiry = instants.first_of(instants.rfc1123, instants.slash_stamp)


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"https", "http"} or not parts.netloc or parts.query or parts.fragment:
        message = "The base URL of RFMS is not an address such as https://api.rfms.online/v2."
        raise UsageError(message)
    return value.rstrip("/")


@attrs.frozen(kw_only=True)
class App:
    """The rules of RFMS sessions; one for all stores of a host.

    A store is connected with what its administrator made under RFMS Online Services::

        sessions.connect("rfms", tenant="acme", store_queue="store-…", api_key="…")

    A third-party developer whom a store has let in passes ``<rfmsBusId>@<TPD ID>`` as the queue, and the own password
    as the key.

    Attributes:
        base_url: Where the API is, ``/v2`` included; a simulator's address in tests.
        policy: When a session is too old to be used, in seconds. ``idle`` is the life of an unused session, counted
            from its last use; ``max_age`` a limit of the host's own, counted from its begin.
        refusal_statuses: The answers that end a session. How RFMS refuses an expired one was never recorded; clients
            in use act on both (1.4).
    """

    base_url: str = attrs.field(default=BASE_URL, converter=_base_url)
    policy: RenewalPolicy = SESSION_POLICY
    refusal_statuses: Collection[int] = (401, 403)

    @property
    def system(self) -> str:
        """``rfms``."""
        return "rfms"

    def enrol(self, given: Mapping[str, str]) -> Enrolment:
        """Check ``store_queue`` and ``api_key``.

        Raises:
            UsageError: One is missing, unknown or malformed; RFMS would only say 403 without a word.
        """
        unknown = sorted(set(given) - set(_GIVEN))
        missing = [name for name in _GIVEN if not given.get(name, "").strip()]
        if unknown or missing:
            message = f"RFMS is connected with store_queue and api_key; unknown: {unknown}, missing: {missing}."
            raise UsageError(message)
        queue, key = (given[name].strip() for name in _GIVEN)
        if not _QUEUE.fullmatch(queue):
            message = "The store queue must be whole, with its prefix, such as store-0123456789abcdef."
            raise UsageError(message, advice="Copy it from RFMS Online Services, RFMS Online, API.")
        if any(character.isspace() for character in key):
            message = "The API key holds blanks, so it was not copied as it is."
            raise UsageError(message)
        return Enrolment(account=queue, credentials={"api_key": key})

    def renewal(self, session: Session) -> Request:
        """Return the request that begins a session; several may be alive at once (1.3)."""
        credentials = basic(session.account or "", session.credentials.get("api_key", ""))
        url = f"{self.base_url}/session/begin"
        return Request(method="POST", url=url, headers={"authorization": credentials, "accept": "application/json"})

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Read the answer to a session begin; it comes without the envelope (1.2)."""
        del session
        if response.status == 429 or response.status >= 500:  # noqa: PLR2004 - these say: not now
            return Unavailable(f"RFMS answered {response.status} to the session begin.", retry_after(response))
        if response.status in {401, 403}:
            return Misconfigured(
                "RFMS refused the session without a reason. The store queue or the key is wrong, or the Web API is "
                "switched off in the store."
            )
        if not 200 <= response.status < 300:  # noqa: PLR2004 - success
            return Misconfigured(f"RFMS answered {response.status}: the base URL is not that of its API.")
        return self._begun(response, at)

    def _begun(self, response: Response, at: datetime) -> Verdict:
        try:
            begun = _decode_begun(response.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return Unanswered("The answer to the session begin was not readable.")
        if begun.authorized is False:
            return Misconfigured("RFMS answered that these credentials are not authorized.")
        if begun.authorized is not True or not isinstance(begun.token, str) or not begun.token:
            return Unanswered("The answer to the session begin holds no token.")
        expires = at + self._life(begun.expires, provider_time(response) or at)
        return Granted(tokens=Tokens(access=begun.token, issued=at, expires=expires))

    def _life(self, expires: object, sent: datetime) -> timedelta:
        """Return how long the session lives: by the provider's clock where that makes sense, else by the policy."""
        usual = timedelta(seconds=self.policy.idle or SESSION_POLICY.idle or 0)
        if not isinstance(expires, str):
            return usual
        try:
            with instants.reading_in(UTC):  # always UTC, whichever form it has (1.2)
                life = _read_expiry(expires.strip()) - sent
        except (ValueError, OverflowError):
            return usual
        return life if timedelta(0) < life <= _LONGEST else usual

    def sign(self, request: Request, session: Session) -> Request:
        """Return the request with its address in full, signed with store queue and session token."""
        token = session.tokens.access if session.tokens is not None else ""
        return attrs.evolve(
            request,
            url=f"{self.base_url}{request.url}" if request.url.startswith("/") else request.url,
            headers={**request.headers, "authorization": basic(session.account or "", token)},
        )

    def refused(self, response: Response) -> bool:
        """Tell whether the session may have ended; a right that is missing can look the same (1.4)."""
        return response.status in self.refusal_statuses

    def revocation(self, session: Session) -> Request | None:
        """Return nothing: there is no logout (1.3)."""
        del session
        return None


class _Begun(msgspec.Struct):
    authorized: Any = None  # Any: garbage is to be told apart from a refusal
    token: Any = msgspec.field(name="sessionToken", default=None)
    expires: Any = msgspec.field(name="sessionExpires", default=None)


_decode_begun = msgspec.json.Decoder(_Begun).decode
