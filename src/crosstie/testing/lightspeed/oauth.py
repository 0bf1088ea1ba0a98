"""The authorization server: authorize, token, revoke, introspect (fact sheet 1.2, 1.3, 1.6, 1.7)."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Final, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crosstie.core.messages import Request, Response
from crosstie.testing.lightspeed.answers import Answers
from crosstie.testing.lightspeed.grants import Grants, TokenPair, TooManyRefreshes
from crosstie.testing.lightspeed.settings import Rules
from crosstie.testing.reading import bearer_token, form_of, header_of

__all__ = ["AUTHORIZE", "INTROSPECT", "REVOKE", "TOKEN", "AuthorizationServer"]

AUTHORIZE: Final = "/auth/oauth/authorize"
TOKEN: Final = "/auth/oauth/token"  # noqa: S105 - a path
REVOKE: Final = "/auth/oauth/revoke"
INTROSPECT: Final = "/auth/oauth/introspect"

_ALL: Final = "employee:all"


class AuthorizationServer:
    """Answers the four endpoints; the person at the browser consents at once, or refuses if told so.

    Attributes:
        consent: Whether the person agrees.
        choice: The account that the person is logged in to.
    """

    def __init__(self, grants: Grants, answers: Answers, rules: Rules, *, choice: str) -> None:
        """Begin with a person who agrees."""
        self.consent = True
        self.choice = choice
        self._grants = grants
        self._answers = answers
        self._rules = rules

    def authorize(self, request: Request) -> Response:
        """Answer the browser: back to the registered address with ``code`` and ``state``, or with an error (1.3)."""
        asked = dict(request.params)
        if asked.get("client_id") != self._rules.client_id:
            return self._error(400, "invalid_client", "The client is not known.")
        back = asked.get("redirect_uri") or self._rules.redirect_uri
        scopes = tuple(asked.get("scope", "").split())
        if asked.get("response_type") != "code" or (self._rules.public and "code_challenge" not in asked):
            return self._error(400, "invalid_request", "The request is not complete.", "Check the parameters")
        if not scopes or any(not scope.startswith("employee:") for scope in scopes):
            return self._error(400, "invalid_scope", "The scope is not known.")
        if _ALL in scopes and len(scopes) > 1:
            # Everything and something is refused (1.4).
            return self._error(400, "invalid_scope", "employee:all goes alone.")
        if not self.consent:
            return self._back(back, {"error": "access_denied", "state": asked.get("state", "")})
        challenge = None
        if "code_challenge" in asked:
            challenge = (asked.get("code_challenge_method", "plain"), asked["code_challenge"])
        code = self._grants.code(self.choice, scopes, challenge)
        return self._back(back, {"code": code, "state": asked.get("state", "")})

    def token(self, request: Request) -> Response:
        """Exchange a code, or renew (1.3, 1.6, 1.7)."""
        if request.method != "POST":
            return self._error(405, "invalid_request", "The token endpoint takes POST.")
        form = _form(request)
        if not self._is_the_app(form):
            return self._error(401, "invalid_client", "Client authentication failed")
        if form.get("scope") and form.get("grant_type") == "refresh_token":
            # Reported by one client's users: a scope on refresh is answered like a dead token (1.3).
            return self._error(400, "invalid_grant", "The refresh token is invalid.")
        try:
            return self._granted(form)
        except TooManyRefreshes:
            return self._answers.send(429, b"", "text/html", {"retry-after": "60"})

    def _granted(self, form: Mapping[str, str]) -> Response:
        pair: TokenPair | None
        match form.get("grant_type"):
            case "authorization_code":
                pair = self._grants.exchange(form.get("code", ""), form.get("code_verifier"))
                text, hint = "The authorization code is invalid.", "Authorization code has expired"
            case "refresh_token":
                pair = self._grants.renew(form.get("refresh_token", ""))
                text, hint = "The refresh token is invalid.", "Token has been revoked"
            case _:
                return self._error(400, "invalid_request", "The request is missing a parameter.", "Check grant_type")
        if pair is None:
            return self._error(400, "invalid_grant", text, hint)
        # No scope in the answer, unlike the old server's (1.2).
        return self._answers.plain(
            200,
            {
                "token_type": "Bearer",
                "expires_in": pair.expires_in,
                "access_token": pair.access,
                "refresh_token": pair.refresh,
            },
        )

    def revoke(self, request: Request) -> Response:
        """End a grant by its newest refresh token; both tokens are dead (1.2)."""
        form = _form(request)
        if not self._is_the_app(form):
            return self._error(401, "invalid_client", "Client authentication failed")
        if not self._grants.revoke_token(form.get("refresh_token", "")):
            return self._error(400, "invalid_grant", "The refresh token is invalid.")
        return self._answers.plain(200, {})

    def introspect(self, request: Request) -> Response:
        """Tell whether an access token is good; for debugging (1.2)."""
        grant = self._grants.holder(bearer_token(request))
        if grant is None:
            return self._error(401, "access_denied", "The access token is not good.")
        return self._answers.plain(200, {"active": True, "acct": grant.account, "scope": " ".join(grant.scopes)})

    def _is_the_app(self, form: Mapping[str, str]) -> bool:
        same = hmac.compare_digest(form.get("client_id", "").encode(), self._rules.client_id.encode())
        if self._rules.public and "client_secret" not in form:
            return same and (form.get("grant_type") != "authorization_code" or "code_verifier" in form)
        return same and hmac.compare_digest(form.get("client_secret", "").encode(), self._rules.client_secret.encode())

    def _error(self, status: int, error: str, description: str, hint: str | None = None) -> Response:
        body = {"error": error, "error_description": description}
        return self._answers.plain(status, body if hint is None else {**body, "hint": hint})

    def _back(self, redirect: str, query: dict[str, str]) -> Response:
        parts = urlsplit(redirect)
        joined = urlencode([*parse_qsl(parts.query), *query.items()])
        location = urlunsplit(parts._replace(query=joined))
        return self._answers.send(302, b"", "text/html", {"location": location})


def _form(request: Request) -> dict[str, str]:
    """Read JSON as documented, or a form as most clients send it (1.3)."""
    if "json" not in (header_of(request, "content-type") or ""):
        return form_of(request)
    try:
        found: object = json.loads(request.body)
    except ValueError:
        return {}
    return (
        {str(name): str(value) for name, value in cast("dict[object, object]", found).items()}
        if isinstance(found, dict)
        else {}
    )
