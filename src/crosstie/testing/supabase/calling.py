"""Functions of the database, called as ``/rpc/name`` (postgrest.md, 8)."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from crosstie.core.messages import Request, Response
from crosstie.testing.reading import header_of, param_of
from crosstie.testing.supabase.database import Table
from crosstie.testing.supabase.refusals import json_response, refuse
from crosstie.testing.supabase.rest import Api, Prefer
from crosstie.testing.supabase.schema import ColumnType, Function, TableDefinition
from crosstie.testing.supabase.selections import asked_of

__all__ = ["call_function"]

# Any: arguments and results of a test's own functions.


def call_function(api: Api, request: Request, schema: str, name: str) -> Response:
    """Carry out a call of a function.

    Raises:
        RefusedError: There is none with these arguments, or it may not be called with this verb.
    """
    function = api.database.functions.get((schema, name))
    given = _given(request, function)
    if function is None or not _takes(function, given):
        shown = f"({', '.join(given)})" if given else " without parameters"
        text = f"Could not find the function {schema}.{name}{shown} in the schema cache"
        raise refuse(404, "PGRST202", text)
    if request.method in {"GET", "HEAD"} and function.volatile:
        raise refuse(405, "25006", f"cannot execute {name} in a read-only transaction")
    result = function.body(**given)
    if function.returns == "void":
        return Response(status=204, headers={"content-range": "0-0/*"})
    if function.returns == "rows":
        return _rows(api, request, function, result)
    return json_response(200, _plain(result), {"content-range": "0-0/*"})


def _given(request: Request, function: Function | None) -> Mapping[str, Any]:
    if request.method in {"GET", "HEAD"}:
        known = function.arguments if function is not None else ()
        return {name: value for name, value in request.params if name in known}
    try:
        body = json.loads(request.body or b"{}", parse_float=Decimal)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise refuse(400, "PGRST102", "Empty or invalid json")
    return cast("dict[str, Any]", body)


def _takes(function: Function, given: Mapping[str, Any]) -> bool:
    """Tell whether all arguments are known and all that have no default are there."""
    if not set(given) <= set(function.arguments):
        return False
    try:
        inspect.signature(function.body).bind(**given)
    except TypeError:
        return False
    return True


def _rows(api: Api, request: Request, function: Function, result: Any) -> Response:  # noqa: ANN401
    rows = [dict(one) for one in result]
    prefer = Prefer(header_of(request, "prefer") or "")
    if not rows:
        # What its columns would have been is not known.
        counted = prefer.get("count") is not None
        return json_response(200, [], {"content-range": f"*/{0 if counted else '*'}", **prefer.headers})
    kinds: dict[str, ColumnType] = {name: _kind(value) for row in rows for name, value in row.items()}
    table = Table(TableDefinition(name=function.name, columns=kinds, primary_key=()), rows)
    asked = asked_of(param_of(request, "select") or "*")
    arguments = frozenset(function.arguments) if request.method in {"GET", "HEAD"} else frozenset[str]()
    shaper = api.shaper(request, asked, capped=True, arguments=arguments)
    return api.read(request, table, rows, asked, shaper, prefer)


def _kind(value: object) -> ColumnType:
    if isinstance(value, bool):
        return "boolean"
    kinds: tuple[tuple[type, ColumnType], ...] = (
        (int, "bigint"),
        (Decimal, "numeric"),
        (datetime, "timestamptz"),
        (date, "date"),
        (str, "text"),
    )
    found: list[ColumnType] = [kind for python, kind in kinds if isinstance(value, python)]
    return found[0] if found else "jsonb"


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.isoformat() if isinstance(value, date) else value
