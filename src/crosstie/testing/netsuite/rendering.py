"""Records as the record API shows them: links, references, enums, sublists or stubs of them (fact sheet 3.1, 7.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json, double, number
from crosstie.testing.netsuite.fields import ADDRESS, Field, Shape, Sublist
from crosstie.testing.netsuite.record_types import RecordType
from crosstie.testing.netsuite.records import Record, iso
from crosstie.testing.netsuite.refusals import refuse, refuse_missing

__all__ = ["CREATED", "RECORDS", "View", "link", "render", "render_draft", "render_line", "render_sublist", "self_link"]

RECORDS: Final = "/services/rest/record/v1/"
CREATED: Final = frozenset({"dateCreated", "createdDate"})
"""The names of the moment at which a record was made."""


@attrs.frozen(kw_only=True)
class View:
    """How a record is to be shown (2.2).

    Attributes:
        expand: Whether sublists and subrecords are shown inline.
        fields: The body fields asked for; all when ``None``.
        simple_enums: Whether enums are bare ids.
    """

    expand: bool = False
    fields: frozenset[str] | None = None
    simple_enums: bool = False


def link(href: str, rel: str = "self") -> Json:
    """Return one link."""
    return {"rel": rel, "href": href}


def self_link(account: Account, record: Record) -> str:
    """Return the address of a record, its type in lower case (2.1)."""
    return f"{account.rules.base}{RECORDS}{record.type.name.lower()}/{record.id}"


def render(account: Account, record: Record, view: View) -> Json:
    """Show a record.

    Raises:
        Refusal: 400 for a field that the type does not have.
    """
    own = self_link(account, record)
    shown: Json = {"links": [link(f"{own}/?expandSubResources=true" if view.expand else own)]}
    if view.fields is None or "id" in view.fields:
        shown["id"] = str(record.id)
    data = {**account.data(record), **_moments(record)}
    return {**shown, **_Painter(account, view, own).body(record.type, data)}


def render_draft(account: Account, record_type: RecordType, data: Json) -> Json:
    """Show what would be saved: a filled form, without id and moments."""
    own = f"{account.rules.base}{RECORDS}{record_type.name.lower()}"
    return {"links": [], **_Painter(account, View(expand=True), own).body(record_type, data)}


def render_sublist(account: Account, record: Record, name: str, view: View) -> Json:
    """Show a sublist, its lines as links unless expanded.

    Raises:
        Refusal: 404 if the type has no such sublist.
    """
    known = _sublist(record.type, name)
    lines = account.data(record).get(known, [])
    return _Painter(account, view, self_link(account, record)).sublist(known, record.type.sublists[known], lines)


def render_line(account: Account, record: Record, name: str, key: str, view: View) -> Json:
    """Show one line.

    Raises:
        Refusal: 404 if there is none.
    """
    known = _sublist(record.type, name)
    sublist = record.type.sublists[known]
    for line in account.data(record).get(known, []):
        if sublist.key is not None and str(line[sublist.key]) == key:
            return _Painter(account, view, self_link(account, record)).line(known, sublist, line)
    return refuse_missing(f"Line {key} of {name}")


def _sublist(record_type: RecordType, name: str) -> str:
    """Return a sublist's name however it is spelled: a page and the browser differ over ``addressbook`` (3.2)."""
    found = next((known for known in record_type.sublists if known.lower() == name.lower()), None)
    return refuse_missing(f"{record_type.label} {name}") if found is None else found


def _moments(record: Record) -> Json:
    made = next(name for name in CREATED if name in record.type.fields)
    return {made: record.created, "lastModifiedDate": record.modified}


class _Painter:
    """Shows the parts of one record."""

    def __init__(self, account: Account, view: View, own: str) -> None:
        self._account = account
        self._view = view
        self._own = own

    def body(self, record_type: RecordType, data: Json) -> Json:
        names = self._names(record_type)
        shown: Json = {}
        for name in names:
            if data.get(name) is not None:
                shown[name] = self._value(record_type.fields[name], data[name], name, record_type)
        if self._view.fields is None:
            for name, sublist in record_type.sublists.items():
                stub = {"links": [link(f"{self._own}/{name}")]}
                shown[name] = self.sublist(name, sublist, data.get(name, [])) if self._view.expand else stub
        return shown

    def _names(self, record_type: RecordType) -> list[str]:
        asked = self._view.fields
        if asked is None:
            return list(record_type.fields)
        for name in asked - {"id", *record_type.fields}:
            refuse("INVALID_PARAMETER", f"There is no body field {name!r} of {record_type.name}.", query="fields")
        return [name for name in record_type.fields if name in asked]

    def sublist(self, name: str, sublist: Sublist, lines: list[Json]) -> Json:
        """An expanded sublist has neither ``count`` nor ``hasMore`` (3.1)."""
        shown = [self.line(name, sublist, line) for line in lines]
        if not self._view.expand:
            shown = [{"links": line["links"]} for line in shown]
        return {"links": [link(f"{self._own}/{name}")], "items": shown, "totalResults": len(shown)}

    def line(self, name: str, sublist: Sublist, line: Json) -> Json:
        shown: Json = {"links": []}
        if sublist.key is not None:
            key = line[sublist.key]
            shown = {
                "links": [link(f"{self._own}/{name}/{key}")],
                sublist.key: str(key) if sublist.key == "id" else key,
            }
        for inner, field in sublist.fields.items():
            if line.get(inner) is not None:
                shown[inner] = self._value(field, line[inner], f"{name}/{line.get(sublist.key or '')}/{inner}", None)
        return shown

    def _value(self, field: Field, value: Any, path: str, record_type: RecordType | None) -> Any:  # noqa: ANN401 - JSON
        match field.shape:
            case "ref":
                return self._ref(field.target, value)
            case "enum":
                return self._enum(field, value, path, record_type)
            case "address":
                return self._address(value, path)
            case "multi":
                shown = [self._ref(field.target, held) for held in value]
                return _envelope(shown)
            case _:
                return _PLAIN[field.shape](value)

    def _ref(self, target: str, identity: str) -> Json:
        """A reference to a record has a link; one to a list has none (3.1)."""
        name = self._account.display(target, identity) or ""
        found = self._account.target(target, identity)
        return {
            "links": [] if found is None else [link(self_link(self._account, found))],
            "id": identity,
            "refName": name,
        }

    def _enum(self, field: Field, value: str, path: str, record_type: RecordType | None) -> object:
        if path == "status" and record_type is not None:
            # Replies of late 2025 had the label in both members, whatever the browser says (3.5).
            label = record_type.statuses.get(value, value)
            value = label if self._account.rules.status_words == "label" else value
            return value if self._view.simple_enums else {"id": value, "refName": label}
        return value if self._view.simple_enums else {"id": value, "refName": field.choices.get(value, value)}

    def _address(self, value: Json, path: str) -> Json:
        links = [link(f"{self._own}/{path}")]
        if not self._view.expand:
            return {"links": links}
        inner = {name: self._value(ADDRESS[name], held, name, None) for name, held in value.items()}
        return {"links": links, **inner}


def _envelope(shown: list[Json]) -> Json:
    """A multiselect field is a page of its own (3.1)."""
    return {
        "links": [],
        "count": len(shown),
        "hasMore": False,
        "items": shown,
        "offset": 0,
        "totalResults": len(shown),
    }


def _same(value: Any) -> Any:  # noqa: ANN401 - JSON
    return value


def _number(value: Any) -> object:  # noqa: ANN401 - JSON
    return double(number(value))


_PLAIN: Final[Mapping[Shape, Callable[[Any], Any]]] = {
    "text": _same,
    "flag": _same,
    "whole": _same,
    "date": _same,
    "moment": iso,
    "number": _number,
}
