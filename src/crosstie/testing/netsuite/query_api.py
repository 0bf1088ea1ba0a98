"""SuiteQL over REST: the call, its body, its pages (fact sheet 4.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from crosstie.core.messages import Request, Response
from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.answers import COLLECTION, send
from crosstie.testing.netsuite.codec import Json, items, read_body
from crosstie.testing.netsuite.paging import page, window_of
from crosstie.testing.netsuite.preferences import prefers
from crosstie.testing.netsuite.refusals import refuse, refuse_query, refuse_unplayed
from crosstie.testing.netsuite.suiteql.run import Engine
from crosstie.testing.netsuite.suiteql.values import Value

__all__ = ["QUERIES", "QueryApi"]

QUERIES: Final = "/services/rest/query/v1/"


class QueryApi:
    """Answers queries."""

    def __init__(self, account: Account) -> None:
        """Show this account."""
        self._account = account
        self._engine = Engine(account)

    def answer(self, request: Request, parts: list[str]) -> Response:
        """Answer a call below the address of queries.

        Raises:
            Refusal: 400 for whatever is wrong with the call or the query.
        """
        if parts[0] != "suiteql" or len(parts) > 1:
            refuse_unplayed("A saved dataset")
        if request.method != "POST":
            refuse("INVALID_REQUEST", "SuiteQL is asked by POST.")
        if not prefers(request, "transient"):
            refuse("INVALID_REQUEST", "SuiteQL needs the header Prefer: transient.", header="Prefer")
        rules = self._account.rules
        window = window_of(request, rules)
        query, parameters = self._asked(read_body(request.body))
        result = self._engine.run(query, parameters)
        total = len(result.rows)
        bodies = result.page(self._account, window.offset, min(window.limit, max(rules.cap - window.offset, 0)))
        path = f"{QUERIES}suiteql"
        body = page(request, rules, window, path, bodies, total, has_more=rules.query_has_more)
        return send(200, body, COLLECTION)

    def _asked(self, body: Json) -> tuple[str, tuple[Value, ...]]:
        query = body.get("q")
        if not isinstance(query, str) or not query.strip():
            refuse("INVALID_CONTENT", "The body has no query.", "q")
        unknown = set(body) - {"q", "params"}
        if unknown or ("params" in body and not self._account.rules.bound_parameters):
            refuse("INVALID_CONTENT", "The body holds more than a query.", next(iter(unknown or {"params"})))
        if "params" in body and not isinstance(body["params"], list):
            refuse("INVALID_CONTENT", "The parameters are not a list.", "params")
        return query, tuple(_parameter(value) for value in items(body.get("params")))


def _parameter(value: Any) -> Value:  # noqa: ANN401 - JSON
    """Take a parameter: text, as in the vendor's example, or a number; an empty text is null, as in Oracle."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | None):
        refuse_query("a parameter is neither text nor a number")
    return None if value == "" else value
