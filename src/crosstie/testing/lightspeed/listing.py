"""Lists: filters, archived records, sorting, cursors, counting (fact sheet 2.3, 2.5)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, cast
from urllib.parse import urlencode

import attrs

from crosstie.core.messages import Request
from crosstie.testing.lightspeed.account import Account, Record
from crosstie.testing.lightspeed.entities import Entity
from crosstie.testing.lightspeed.fields import read_value, shown
from crosstie.testing.lightspeed.filters import Condition, alternatives, condition, matches
from crosstie.testing.lightspeed.refusals import refuse

__all__ = ["Query", "Window", "counted", "listed", "query_of", "relations_of"]

_MOST: Final = 100
_STEERING: Final = frozenset(
    {"limit", "after", "before", "sort", "count", "archived", "load_relations", "pretty_print"}
)


@attrs.frozen(kw_only=True)
class Query:
    """What a list request asks for.

    Attributes:
        conditions: All of them must hold.
        either: One of them must hold, if there are any.
        relations: What is loaded with each record.
        archived: ``true`` for both, ``only``, or ``false``.
        sort: The field, with ``-`` for descending.
        limit: At most so many.
        after: The cursor behind which the page begins.
        before: The cursor before which the page ends.
        count: Whether only the number is asked for.
    """

    conditions: Sequence[Condition]
    either: Sequence[Condition]
    relations: Sequence[str]
    archived: str
    sort: str
    limit: int
    after: str | None
    before: str | None
    count: bool


@attrs.frozen(kw_only=True)
class Window:
    """One page: its records, and the addresses of its neighbours (``""`` where there is none)."""

    records: Sequence[Record]
    next: str
    previous: str


def relations_of(entity: Entity, text: str | None) -> list[str]:
    """Read ``load_relations``: a JSON array as text, or ``all``.

    Raises:
        Refusal: It is neither, or names what the resource does not have.
    """
    known = [*entity.relations, *(["Contact"] if entity.contact else [])]
    if text in {None, ""}:
        return []
    if text in {"all", '"all"'}:
        return known
    try:
        asked: object = json.loads(text or "")
    except ValueError:
        refuse("load_relations is no JSON array.")
    names = [str(name) for name in cast("Sequence[object]", asked)] if isinstance(asked, list) else [""]
    if not all(name in known for name in names):
        refuse(f"load_relations of {entity.name} takes: {', '.join(known) or 'nothing'}.")
    return names


def query_of(entity: Entity, request: Request) -> Query:
    """Read the parameters of a list request.

    Raises:
        Refusal: One of them is not possible; the message says what is.
    """
    params = dict(request.params)
    if "offset" in params:
        refuse("offset is not supported, use after and before.")
    conditions = [condition(name, text) for name, text in request.params if name not in _STEERING and name != "or"]
    relations = relations_of(entity, params.get("load_relations"))
    either = alternatives(params["or"]) if "or" in params else []
    for asked in (*conditions, *either):
        relation, dot, _ = asked.field.partition(".")
        if dot and relation not in relations:
            refuse(f"{relation} must be in load_relations to be searched.")
    query = Query(
        conditions=conditions,
        either=either,
        relations=relations,
        archived=params.get("archived", "false"),
        sort=_sort(entity, params.get("sort", entity.key)),
        limit=_limit(params.get("limit", "100")),
        after=params.get("after"),
        before=params.get("before"),
        count=params.get("count") in {"1", "true"},
    )
    if query.count and params.keys() & {"limit", "sort", "after", "before"}:
        refuse("count goes without limit, sort and cursors.")
    return query


def _sort(entity: Entity, asked: str) -> str:
    if asked.removeprefix("-") not in entity.sortable:
        refuse(f"{entity.name} can be sorted by: {', '.join(entity.sortable)}.")
    return asked


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > _MOST:
        refuse(f"limit is a number from 0 to {_MOST}.")
    return int(text)


def counted(account: Account, entity: Entity, query: Query) -> int:
    """Return how many records a query finds."""
    return len(_found(account, entity, query))


def listed(account: Account, entity: Entity, query: Query, request: Request) -> Window:
    """Return one page of what a query finds, with complete addresses of its neighbours (2.5)."""
    field, backwards = query.sort.removeprefix("-"), query.sort.startswith("-")
    records = sorted(_found(account, entity, query), key=lambda one: _place(one, field), reverse=backwards)
    places = [_place(record, field) for record in records]
    start, end = 0, len(records)
    if query.after is not None:
        mark = _read_cursor(entity, field, query.after)
        start = sum((place >= mark) if backwards else (place <= mark) for place in places)
    elif query.before is not None:
        mark = _read_cursor(entity, field, query.before)
        end = sum((place > mark) if backwards else (place < mark) for place in places)
        start = max(end - query.limit, 0)
    page = records[start : min(start + query.limit, end)]
    more_behind, more_before = bool(page) and start + len(page) < len(records), bool(page) and start > 0
    return Window(
        records=page,
        next=_neighbour(request, query, "after", _cursor(page[-1], field)) if more_behind else "",
        previous=_neighbour(request, query, "before", _cursor(page[0], field)) if more_before else "",
    )


def _found(account: Account, entity: Entity, query: Query) -> list[Record]:
    return [record for record in account.records[entity.name].values() if _meets(account, entity, record, query)]


def _meets(account: Account, entity: Entity, record: Record, query: Query) -> bool:
    archived = record.values.get("archived") is True
    if (query.archived == "false" and archived) or (query.archived == "only" and not archived):
        return False
    if not all(matches(account, entity, record, asked) for asked in query.conditions):
        return False
    return not query.either or any(matches(account, entity, record, asked) for asked in query.either)


# -- cursors -----------------------------------------------------------------------------------------------------------


def _place(record: Record, field: str) -> tuple[Any, int]:  # Any: values of one field are of one type
    value = record.values[field]
    if isinstance(value, str):
        return value.casefold(), record.id
    if value is None or isinstance(value, datetime):
        return "" if value is None else shown(value), record.id
    return Decimal(value), record.id


def _cursor(record: Record, field: str) -> str:
    """Make a cursor: base64 of a JSON array of the sort values; clients must not read it."""
    place = [shown(record.values[field]), record.id]
    return base64.b64encode(json.dumps(place).encode()).decode()


def _read_cursor(entity: Entity, field: str, text: str) -> tuple[Any, int]:
    try:
        value, identity = json.loads(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, TypeError):
        refuse("The cursor is not one of ours.")
    kind = entity.fields[field].kind
    if kind == "time":
        return value, identity
    read = read_value(kind, value, field)
    return (read.casefold() if isinstance(read, str) else read), identity


def _neighbour(request: Request, query: Query, direction: str, cursor: str) -> str:
    """Return the address of a neighbour: the same filters, with the default sort and limit spelled out."""
    kept = [(name, text) for name, text in request.params if name not in {"after", "before", "sort", "limit"}]
    params = [*kept, ("sort", query.sort), ("limit", str(query.limit)), (direction, cursor)]
    return f"{request.url.partition('?')[0]}?{urlencode(params)}"
