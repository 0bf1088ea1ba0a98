"""The data API: one call from its parameters and headers to its answer (postgrest.md, 3 to 8)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, cast

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.reading import header_of, param_of
from crosstie.testing.supabase.database import Database, Merge, Row, Table
from crosstie.testing.supabase.grammar import filter_of, key_of, names_of, tree_of
from crosstie.testing.supabase.refusals import json_response, refuse
from crosstie.testing.supabase.selections import Asked, Reading, Shaper, asked_of, orderings_of

__all__ = ["Api", "Prefer"]

_SINGULAR: Final = "application/vnd.pgrst.object+json"
_RANGE: Final = re.compile(r"(\d+)-(\d*)")
_VERBS: Final = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE"})


class Prefer:
    """The preferences of a call; of a repeated one the first counts."""

    def __init__(self, text: str) -> None:
        """Read them."""
        self._wanted: dict[str, str] = {}
        for part in text.split(","):
            name, _, value = part.strip().partition("=")
            if name:
                self._wanted.setdefault(name, value)
        self._applied: list[str] = []

    def get(self, name: str) -> str | None:
        """Return what is preferred, and note that it is applied."""
        value = self._wanted.get(name)
        if value is not None and f"{name}={value}" not in self._applied:
            self._applied.append(f"{name}={value}")
        return value

    def check(self) -> None:
        """Refuse unknown preferences where the caller is strict about them (as v12.0 does with ``max-affected``)."""
        unknown = [name for name in self._wanted if name not in _PREFERENCES]
        if self._wanted.get("handling") == "strict" and unknown:
            shown = ", ".join(f"{name}={self._wanted[name]}" for name in unknown)
            raise refuse(
                400,
                "PGRST122",
                "Invalid preferences given with handling=strict",
                details=f"Invalid preferences: {shown}",
            )

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says about it."""
        handling = [f"handling={self._wanted['handling']}"] if "handling" in self._wanted else []
        applied = [*self._applied, *handling]
        return {"preference-applied": ", ".join(applied)} if applied else {}


_PREFERENCES: Final = frozenset({"return", "resolution", "missing", "count", "handling", "tx", "timezone"})


@attrs.frozen(kw_only=True)
class Api:
    """The data API over a database.

    Attributes:
        database: The tables.
        cap: The most rows of an answer; writes are not capped.
    """

    database: Database
    cap: int | None

    def answer(self, request: Request, schema: str, name: str) -> Response:
        """Carry out a call of a table.

        Raises:
            RefusedError: It is refused.
        """
        if request.method not in _VERBS:
            raise refuse(405, "PGRST117", f"Unsupported HTTP method: {request.method}")
        table = self.database.table(schema, name)
        prefer = Prefer(header_of(request, "prefer") or "")
        prefer.check()
        asked = asked_of(param_of(request, "select") or "*")
        shaper = self.shaper(request, asked, capped=request.method in {"GET", "HEAD"})
        match request.method:
            case "POST":
                return self._post(request, table, asked, shaper, prefer)
            case "PATCH":
                return self._patch(request, table, asked, shaper, prefer)
            case "DELETE":
                return self._delete(request, table, asked, shaper, prefer)
            case _:
                return self.read(request, table, table.rows, asked, shaper, prefer)

    def shaper(
        self, request: Request, asked: Asked, *, capped: bool, arguments: frozenset[str] = frozenset()
    ) -> Shaper:
        """Read conditions, orders and windows out of the parameters."""
        readings: dict[tuple[str, ...], Reading] = {}
        for name, value in request.params:
            if name not in {"select", "columns", "on_conflict"} | arguments:
                _note(readings, name, value)
        _note_range(readings, header_of(request, "range"))
        for path in readings:
            _check_embedded(path, asked)
        return Shaper(database=self.database, readings=readings, cap=self.cap if capped else None)

    def read(
        self, request: Request, table: Table, rows: Sequence[Row], asked: Asked, shaper: Shaper, prefer: Prefer
    ) -> Response:
        """Answer rows with their range."""
        fitting = shaper.fitting(table, rows, ())
        shaped = [one for one in (shaper.shaped(table, row, asked) for row in fitting) if one is not None]
        if not fitting:
            shaper.shaped(table, {}, asked)  # an unknown column is refused all the same
        window = shaper.window(shaped, ())
        offset = shaper.readings[()].offset if () in shaper.readings else 0
        counted = prefer.get("count") is not None
        total = len(shaped) if counted else None
        if total is not None and offset > total:
            details = f"An offset of {offset} was requested, but there are only {total} rows."
            headers = {"content-range": f"*/{total}", **prefer.headers}
            raise refuse(416, "PGRST103", "Requested range not satisfiable", details=details, headers=headers)
        body = _body(request, window)
        span = f"{offset}-{offset + len(window) - 1}" if window else "*"
        headers = {"content-range": f"{span}/{'*' if total is None else total}", **prefer.headers}
        partial = total is not None and len(window) < total
        return json_response(206 if partial else 200, body, headers)

    # -- writing -------------------------------------------------------------------------------------------------------

    def _post(self, request: Request, table: Table, asked: Asked, shaper: Shaper, prefer: Prefer) -> Response:
        given = _objects(request.body)
        columns = _columns(request, given)
        table.known(columns)
        merge = _merge(request, table, prefer)
        missing = prefer.get("missing") == "default"
        rows, fresh = self.database.insert(table, given, columns, defaults=missing, merge=merge)
        created = fresh or merge is None or not merge.write
        return self._written(request, table, rows, asked, shaper, prefer, 201 if created else 200)

    def _patch(self, request: Request, table: Table, asked: Asked, shaper: Shaper, prefer: Prefer) -> Response:
        values = _json(request.body)
        if not isinstance(values, dict):
            raise refuse(400, "PGRST102", "Error in $: not an object")
        rows = shaper.fitting(table, table.rows, ())
        self.database.update(table, rows, cast("dict[str, Any]", values))
        return self._written(request, table, rows, asked, shaper, prefer, 200)

    def _delete(self, request: Request, table: Table, asked: Asked, shaper: Shaper, prefer: Prefer) -> Response:
        rows = shaper.fitting(table, table.rows, ())
        self.database.delete(table, rows)
        return self._written(request, table, rows, asked, shaper, prefer, 200)

    def _written(
        self,
        request: Request,
        table: Table,
        rows: Sequence[Row],
        asked: Asked,
        shaper: Shaper,
        prefer: Prefer,
        status: int,
    ) -> Response:
        whole = prefer.get("return") == "representation"
        counted = prefer.get("count") is not None
        span = f"0-{len(rows) - 1}" if request.method == "PATCH" and rows else "*"
        headers = {"content-range": f"{span}/{len(rows) if counted else '*'}", **prefer.headers}
        if whole:
            shaped = [one for one in (shaper.shaped(table, row, asked) for row in rows) if one is not None]
            return json_response(status, _body(request, shaped), headers)
        return Response(status=status if request.method == "POST" else 204, headers=headers)


# -- parameters --------------------------------------------------------------------------------------------------------


def _note(readings: dict[tuple[str, ...], Reading], name: str, value: str) -> None:
    key = key_of(name)
    reading = readings.setdefault(key.embeds, Reading())
    if key.logic is not None:
        reading.nodes.append(tree_of(key.logic, value, negated=key.negated))
    elif key.last == "order":
        reading.orderings = orderings_of(value)
    elif key.last in {"limit", "offset"}:
        _note_window(reading, key.last, value)
    else:
        reading.nodes.append(filter_of(key.field, value))


def _note_window(reading: Reading, name: str, value: str) -> None:
    if name == "limit" and value.startswith("-"):
        details = "Limit should be greater than or equal to zero."
        raise refuse(416, "PGRST103", "Requested range not satisfiable", details=details)
    if value.isascii() and value.isdigit():  # anything else is ignored, without a word
        setattr(reading, name, int(value))


def _note_range(readings: dict[tuple[str, ...], Reading], header: str | None) -> None:
    found = _RANGE.fullmatch(header or "")
    if found is None:
        return
    reading = readings.setdefault((), Reading())
    # Both given, what they have in common counts.
    ends = [int(found[2]) + 1] if found[2] else []
    if reading.limit is not None:
        ends.append(reading.offset + reading.limit)
    reading.offset = max(reading.offset, int(found[1]))
    if ends:
        reading.limit = min(ends) - reading.offset
        if reading.limit < 1:
            raise refuse(416, "PGRST103", "Requested range not satisfiable")


def _check_embedded(path: tuple[str, ...], asked: Asked) -> None:
    for name in path:
        below = [one for one in asked.items if not hasattr(one, "field")]
        found = next(
            (one for one in below if name in {getattr(one, "alias", None), getattr(one, "relation", None)}), None
        )
        if found is None:
            text = f"'{name}' is not an embedded resource in this request"
            hint = f"Verify that '{name}' is included in the 'select' query parameter."
            raise refuse(400, "PGRST108", text, hint=hint)
        asked = cast("Any", found).asked


def _merge(request: Request, table: Table, prefer: Prefer) -> Merge | None:
    if not table.definition.primary_key and param_of(request, "on_conflict") is None:
        return None  # it plainly inserts, and says so only by not applying the preference
    resolution = prefer.get("resolution")
    if resolution is None:
        return None  # on_conflict alone has no effect
    named = param_of(request, "on_conflict")
    target = names_of(named) if named else table.definition.primary_key
    return Merge(target=target, write=resolution == "merge-duplicates")


# -- bodies ------------------------------------------------------------------------------------------------------------


def _json(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        raise refuse(400, "PGRST102", "Empty or invalid json") from None


def _objects(body: bytes) -> list[Mapping[str, Any]]:
    found = _json(body)
    many: list[Any] = [found] if not isinstance(found, list) else [*found]
    if not all(isinstance(one, dict) for one in many):
        raise refuse(400, "PGRST102", "Empty or invalid json")
    return many


def _columns(request: Request, given: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    named = param_of(request, "columns")
    if named is not None:
        return names_of(named)
    sets = {frozenset(one) for one in given}
    if len(sets) > 1:
        raise refuse(400, "PGRST102", "All object keys must match")
    return tuple(given[0]) if given else ()


def _body(request: Request, rows: Sequence[Mapping[str, Any]]) -> object:
    if _SINGULAR not in (header_of(request, "accept") or ""):
        return list(rows)
    if len(rows) != 1:
        text = "JSON object requested, multiple (or no) rows returned"
        raise refuse(406, "PGRST116", text, details=f"The result contains {len(rows)} rows")
    return rows[0]
