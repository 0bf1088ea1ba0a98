"""The OAuth 2 endpoints: the page a browser is sent to, tokens, revocation, signing keys (fact sheet 1.3, 1.4, 1.6)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crosstie.core.messages import Request, Response
from crosstie.testing.netsuite.answers import send, token_error
from crosstie.testing.netsuite.certificates import Certificates
from crosstie.testing.netsuite.codec import encode
from crosstie.testing.netsuite.grants import Code, Grants, TokenPair
from crosstie.testing.netsuite.rules import NetSuiteRules
from crosstie.testing.reading import basic_credentials, form_of, header_of

__all__ = ["AUTHORIZE", "KEYS", "REVOKE", "TOKEN", "AuthorizationServer"]

AUTHORIZE: Final = "/app/login/oauth2/authorize.nl"
TOKEN: Final = "/services/rest/auth/oauth2/v1/token"  # noqa: S105 - a path
REVOKE: Final = "/services/rest/auth/oauth2/v1/revoke"
KEYS: Final = "/services/rest/auth/oauth2/v1/keys"
_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SCOPES: Final = frozenset({"rest_webservices", "restlets", "suite_analytics"})
_PROMPTS: Final = frozenset({None, "none", "login", "consent", "login consent"})
_STATE: Final = re.compile(r"[ -~]{22,1024}")
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class AuthorizationServer:
    """Answers the four endpoints; the person at the browser consents at once, or refuses if told so.

    Attributes:
        consent: Whether the person agrees.
        choice: The account id that the person picks on the consent page.
        role: The id of the role that the person picks.
        entity: The id of the person.
    """

    def __init__(self, grants: Grants, certificates: Certificates, rules: NetSuiteRules) -> None:
        """Begin with a person who agrees, for this account."""
        self.consent = True
        self.choice: str = rules.account
        self.role = "1003"
        self.entity = "17"
        self._grants = grants
        self._certificates = certificates
        self._rules = rules
        self._states: set[str] = set()

    # -- the browser --------------------------------------------------------------------------------------------------

    def authorize(self, request: Request) -> Response:
        """Answer the browser: back to the app with ``code``, ``state``, ``role``, ``entity`` and ``company`` (1.4)."""
        asked = dict(request.params)
        flaw = self._redirect_flaw(asked) or self._flow_flaw(asked)
        if flaw is not None:
            return send(400, f"<html><body><p>The request has a wrong {flaw}.</p></body></html>".encode(), "text/html")
        self._states.add(asked["state"])
        if not self.consent:
            return _back(asked["redirect_uri"], {"error": "access_denied", "state": asked["state"]})
        scope = frozenset(asked["scope"].split())
        grant = self._grants.begin(asked["client_id"], self.choice, scope, f"{self.role};{self.entity}")
        code = self._grants.code(grant, asked["redirect_uri"], asked.get("code_challenge"))
        told = {"state": asked["state"], "role": self.role, "entity": self.entity, "company": self.choice}
        return _back(asked["redirect_uri"], {**told, "code": code})

    def _redirect_flaw(self, asked: dict[str, str]) -> str | None:
        """A redirect address is compared exactly, and is https or a custom scheme, never http (1.4)."""
        redirect = asked.get("redirect_uri", "")
        if asked.get("client_id") not in {self._rules.client_id, self._rules.public_client_id}:
            return "client_id"
        known = self._rules.redirect_uris is None or redirect in self._rules.redirect_uris
        return None if known and urlsplit(redirect).scheme not in {"", "http"} else "redirect_uri"

    def _flow_flaw(self, asked: dict[str, str]) -> str | None:
        state, scope = asked.get("state", ""), frozenset(asked.get("scope", "").split())
        if asked.get("response_type") != "code":
            return "response_type"
        if not scope or not (scope <= _SCOPES or scope == frozenset({"mcp"})):
            return "scope"
        if not _STATE.fullmatch(state) or state in self._states:
            return "state"
        if asked.get("prompt") not in _PROMPTS:
            return "prompt"
        return self._challenge_flaw(asked)

    def _challenge_flaw(self, asked: dict[str, str]) -> str | None:
        challenge = asked.get("code_challenge")
        if challenge is None:
            needed = self._rules.pkce_required or asked["client_id"] == self._rules.public_client_id
            return "code_challenge" if needed else None
        if asked.get("code_challenge_method") != "S256":
            return "code_challenge_method"
        return None if _CHALLENGE.fullmatch(challenge) else "code_challenge"

    # -- tokens -------------------------------------------------------------------------------------------------------

    def token(self, request: Request) -> Response:
        """Exchange a code, renew, or log a certificate in (1.3, 1.4, 1.6)."""
        form = form_of(request)
        grant_type = form.get("grant_type")
        if grant_type is None:
            return token_error(400, "invalid_request")
        if grant_type not in {"authorization_code", "refresh_token", "client_credentials"}:
            return token_error(400, "unsupported_grant_type")
        if grant_type == "client_credentials":
            return self._by_certificate(request, form)
        client_id = self._client(request, form)
        if isinstance(client_id, Response):
            return client_id
        needed = "code" if grant_type == "authorization_code" else "refresh_token"
        if needed not in form:
            return token_error(400, "invalid_request")
        pair = self._exchange(form, client_id) if needed == "code" else self._grants.renew(form[needed], client_id)
        return self._tokens(pair) if pair is not None else self._rejected()

    def revoke(self, request: Request) -> Response:
        """End the grant of a refresh token (1.4)."""
        form = form_of(request)
        client_id = self._client(request, form)
        if isinstance(client_id, Response):
            return client_id
        if "token" not in form:
            return token_error(400, "invalid_request")
        self._grants.revoke_token(form["token"], client_id)
        return send(200, b"")

    def keys(self, _request: Request) -> Response:
        """Publish the keys that access tokens are signed with (1.4)."""
        return send(200, encode(self._grants.keys()))

    def _exchange(self, form: dict[str, str], client_id: str) -> TokenPair | None:
        code = self._grants.take_code(form["code"], client_id)
        if code is None or code.redirect_uri != form.get("redirect_uri") or not _proves(form, code):
            return None
        return self._grants.issue(code.grant)

    def _by_certificate(self, request: Request, form: dict[str, str]) -> Response:
        """No Authorization header, no refresh token: the assertion is all there is (1.3)."""
        if header_of(request, "authorization") is not None or form.get("client_assertion_type") != _ASSERTION_TYPE:
            return token_error(400, "invalid_request")
        audiences = frozenset({self._rules.base + TOKEN, request.url})
        scope = self._certificates.scope_of(form.get("client_assertion", ""), audiences)
        if scope is None:
            refusal = self._rules.assertion_refusal
            return self._unknown_client() if refusal == "invalid_client" else self._rejected(refusal)
        grant = self._grants.begin(self._rules.certified_client_id, self._rules.account, scope)
        return self._tokens(self._grants.issue(grant, refresh=False))

    def _tokens(self, pair: TokenPair) -> Response:
        seconds = self._rules.access_seconds
        body = {
            "access_token": pair.access,
            "expires_in": str(seconds) if self._rules.expires_in_text else seconds,
            "token_type": self._rules.token_type,
        }
        if pair.refresh is not None:
            body["refresh_token"] = pair.refresh
        return send(200, encode(body))

    # -- who asks -----------------------------------------------------------------------------------------------------

    def _client(self, request: Request, form: dict[str, str]) -> str | Response:
        """Identify the client: by HTTP Basic with its secret, or, public, by its id alone in Basic or form (1.4)."""
        rules = self._rules
        basic = basic_credentials(request)
        if basic is not None and ("client_secret" in form or "client_assertion" in form):
            return token_error(400, "invalid_request")
        if (basic or (form.get("client_id"), "")) == (rules.public_client_id, ""):
            return rules.public_client_id
        named, secret = basic or ("", "")
        same_id = hmac.compare_digest(named.encode(), rules.client_id.encode())
        if hmac.compare_digest(secret.encode(), rules.client_secret.encode()) and same_id:
            return rules.client_id
        return self._unknown_client()

    def _unknown_client(self) -> Response:
        challenge = {"www-authenticate": f'Basic realm="{self._rules.account}"'}
        return token_error(401, "invalid_client", challenge)

    def _rejected(self, error: str = "invalid_grant") -> Response:
        self._grants.rejections += error == "invalid_grant"
        return token_error(400, error)


def _proves(form: dict[str, str], code: Code) -> bool:
    """Say whether the verifier is the one that the challenge was made of; S256 is the only method (1.4)."""
    verifier = form.get("code_verifier")
    if code.challenge is None or verifier is None:
        return code.challenge is None and verifier is None
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return _VERIFIER.fullmatch(verifier) is not None and hmac.compare_digest(digest, code.challenge)


def _back(redirect: str, query: dict[str, str]) -> Response:
    parts = urlsplit(redirect)
    joined = urlencode([*parse_qsl(parts.query), *query.items()])
    return send(302, b"", "text/html", {"location": urlunsplit(parts._replace(query=joined))})
