"""The authorization server: the page a browser is sent to, the token and the revoke endpoint (fact sheet 1)."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crosstie.core.messages import Request, Response
from crosstie.testing.quickbooks.answers import Answers
from crosstie.testing.quickbooks.codec import Json, encode, read_body, text
from crosstie.testing.quickbooks.grants import Grants, TokenPair
from crosstie.testing.quickbooks.refusals import Refusal
from crosstie.testing.quickbooks.settings import Rules
from crosstie.testing.reading import basic_credentials, form_of, header_of

__all__ = ["AUTHORIZE", "REVOKE", "TOKEN", "AuthorizationServer"]

AUTHORIZE: Final = "/connect/oauth2"
TOKEN: Final = "/oauth2/v1/tokens/bearer"  # noqa: S105 - a path
REVOKE: Final = "/v2/oauth2/tokens/revoke"
_ACCOUNTING: Final = "com.intuit.quickbooks.accounting"
_HARD_EXPIRY: Final = "x-include-refresh-token-hard-expires-in"


class AuthorizationServer:
    """Answers the three endpoints; the person at the browser consents at once, or refuses if told so.

    Attributes:
        consent: Whether the person agrees.
        choice: The realm id of the company that the person picks.
    """

    def __init__(self, grants: Grants, answers: Answers, rules: Rules, *, choice: str) -> None:
        """Begin with a person who agrees."""
        self.consent = True
        self.choice = choice
        self._grants = grants
        self._answers = answers
        self._rules = rules

    def authorize(self, request: Request) -> Response:
        """Answer the browser: back to the app with ``code``, ``state`` and ``realmId``, or with an error (1.3)."""
        asked = dict(request.params)
        redirect = asked.get("redirect_uri", "")
        known = self._rules.redirect_uris is None or redirect in self._rules.redirect_uris
        if asked.get("client_id") != self._rules.client_id or not redirect or not known:
            return self._page("The app or its redirect address is not registered.")
        wrong = asked.get("response_type") != "code" or _ACCOUNTING not in asked.get("scope", "").split()
        if wrong or not asked.get("state"):
            return self._page("The request for authorization is not complete.")
        if not self.consent:
            return self._back(redirect, {"error": "access_denied", "state": asked["state"]})
        code = self._grants.code(self.choice, redirect)
        return self._back(redirect, {"code": code, "state": asked["state"], "realmId": self.choice})

    def token(self, request: Request) -> Response:
        """Exchange a code, or renew (1.3 to 1.5, 1.7)."""
        form = form_of(request)
        if not self._is_the_app(request, form):
            return self._error(401, "invalid_client", None)
        match form.get("grant_type"):
            case "authorization_code":
                pair = self._grants.exchange(form.get("code", ""), form.get("redirect_uri", ""))
            case "refresh_token":
                pair = self._grants.renew(form.get("refresh_token", ""))
            case None:
                return self._error(400, "invalid_request", "grant_type is missing")
            case _:
                return self._error(400, "unsupported_grant_type", None)
        if pair is None:
            return self._error(400, "invalid_grant", "Incorrect or invalid refresh token")
        return self._answers.send(200, encode(self._tokens(request, pair)))

    def revoke(self, request: Request) -> Response:
        """End a grant; 200 with an empty body, or 400 (1.6)."""
        if not self._is_the_app(request, {}):
            return self._error(401, "invalid_client", None)
        try:
            token = text(read_body(request.body).get("token"))
        except Refusal:
            token = ""
        done = self._grants.revoke_token(token)
        return self._answers.send(200, b"") if done else self._error(400, "invalid_request", "The token is not known")

    def _tokens(self, request: Request, pair: TokenPair) -> Json:
        body: Json = {
            "token_type": "bearer",
            "access_token": pair.access,
            "expires_in": pair.expires_in,
            "refresh_token": pair.refresh,
            "x_refresh_token_expires_in": pair.refresh_expires_in,
        }
        if (header_of(request, _HARD_EXPIRY) or "").lower() == "true":
            body["x_refresh_token_hard_expires_in"] = pair.hard_expires_in
        return body

    def _is_the_app(self, request: Request, form: dict[str, str]) -> bool:
        """The app shows id and secret by HTTP Basic, or in the form (1.3)."""
        given = basic_credentials(request) or (form.get("client_id", ""), form.get("client_secret", ""))
        same_id = hmac.compare_digest(given[0].encode(), self._rules.client_id.encode())
        return hmac.compare_digest(given[1].encode(), self._rules.client_secret.encode()) and same_id

    def _error(self, status: int, error: str, description: str | None) -> Response:
        body = {"error": error} if description is None else {"error": error, "error_description": description}
        return self._answers.send(status, encode(body))

    def _page(self, sentence: str) -> Response:
        return self._answers.send(400, f"<html><body><p>{sentence}</p></body></html>".encode(), "text/html")

    def _back(self, redirect: str, query: dict[str, str]) -> Response:
        parts = urlsplit(redirect)
        joined = urlencode([*parse_qsl(parts.query), *query.items()])
        location = urlunsplit(parts._replace(query=joined))
        return self._answers.send(302, b"", "text/html", {"location": location})
