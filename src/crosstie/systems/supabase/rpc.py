"""The calls of database functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

import attrs

from crosstie.core.exchange import Call
from crosstie.core.messages import Response
from crosstie.errors import UsageError
from crosstie.systems.doubt import surely_done
from crosstie.systems.supabase.bodies import Rows, body_of, decode_as
from crosstie.systems.supabase.columns import OrderLike
from crosstie.systems.supabase.filters import Filter, Params
from crosstie.systems.supabase.literals import Scalar, array_of, json_text, text_of
from crosstie.systems.supabase.reads import select_call
from crosstie.systems.supabase.target import Counting, Target

__all__ = ["Arguments", "function_call", "rows_call"]

T = TypeVar("T")

Arguments = Mapping[str, object]
"""Named arguments of a function."""


def function_call(
    target: Target[Any],
    arguments: Arguments,
    returns: Any,  # noqa: ANN401 - any type expression that msgspec knows
    *,
    read_only: bool,
    get: bool,
) -> Call[Any]:
    """Call a function that answers one value.

    Args:
        target: The function.
        arguments: What it is given.
        returns: The type of the value.
        read_only: That it changes nothing, so that the call may be repeated.
        get: Send it as GET, for functions that are declared ``stable`` or ``immutable``.
    """
    operation = f"rpc.{target.name}"
    if get:
        request = target.request("GET", _in_query(arguments), selects=False)
    else:
        request = target.request("POST", body=body_of(dict(arguments)), selects=False)

    def decode(response: Response) -> Any:  # noqa: ANN401 - of the type that was asked for
        return decode_as(response, returns)

    if get or read_only:
        return Call(operation=operation, request=request, decode=decode)
    return Call(operation=operation, request=request, decode=surely_done(decode), kind="write")


def rows_call(
    target: Target[T],
    arguments: Arguments,
    filters: Sequence[Filter],
    *,
    order: Sequence[OrderLike],
    limit: int | None,
    offset: int | None,
    count: Counting | None,
    read_only: bool,
) -> Call[Rows[T]]:
    """Call a function that answers rows; they are selected, limited and sorted like those of a table."""
    reading = select_call(target, filters, order=order, limit=limit, offset=offset, count=count)
    prefer = () if count is None else (f"count={count}",)
    # The conditions go in the address as for a table, the arguments in the body.
    request = target.request("POST", body=body_of(dict(arguments)), prefer=prefer, selects=False)
    return Call(
        operation=f"rpc.{target.name}",
        request=attrs.evolve(request, params=reading.request.params),
        decode=reading.decode if read_only else surely_done(reading.decode),
        kind="read" if read_only else "write",
    )


def _in_query(arguments: Arguments) -> Params:
    return tuple((name, _argument(name, value)) for name, value in arguments.items())


def _argument(name: str, value: Any) -> str:  # noqa: ANN401 - any argument
    if name in {"select", "order", "limit", "offset", "columns", "on_conflict", "and", "or"}:
        message = f"An argument called {name} cannot be sent in an address."
        raise UsageError(message, advice="Leave get=True out.")
    if isinstance(value, Mapping):
        return json_text(cast("object", value))
    return array_of(cast("list[Scalar]", value)) if isinstance(value, (list, tuple)) else text_of(value)
