"""The metadata catalog: which types and properties this account and role have (fact sheet 2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crosstie.core.messages import Request, Response
from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.answers import resource
from crosstie.testing.netsuite.codec import Json
from crosstie.testing.netsuite.fields import ADDRESS, Field, Shape
from crosstie.testing.netsuite.record_types import RecordType
from crosstie.testing.netsuite.refusals import refuse, refuse_missing
from crosstie.testing.netsuite.rendering import RECORDS, link
from crosstie.testing.reading import header_of, param_of

__all__ = ["answer_metadata"]

_SCHEMA: Final = "application/schema+json"
_SWAGGER: Final = "application/swagger+json"
_PLAIN: Final[Mapping[Shape, Json]] = {
    "text": {"type": "string"},
    "flag": {"type": "boolean"},
    "number": {"type": "number", "format": "double"},
    "whole": {"type": "integer", "format": "int64"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "enum": {"type": "object", "properties": {"id": {"type": "string"}, "refName": {"type": "string"}}},
}


def answer_metadata(account: Account, request: Request, parts: list[str]) -> Response:
    """Answer a read of the catalog.

    Raises:
        Refusal: 404 for a type that there is none of, or that the role does not see.
    """
    if request.method != "GET":
        refuse("INVALID_REQUEST", "The metadata catalog can be read only.")
    seen = [kind for kind in account.types.values() if kind.name not in account.rules.hidden]
    if not parts:
        selected = {name.lower() for name in (param_of(request, "select") or "").split(",") if name}
        chosen = [kind for kind in seen if not selected or kind.name.lower() in selected]
        return resource(_described(account, request, chosen))
    kind = next((known for known in seen if known.name.lower() == parts[0].lower()), None)
    if kind is None:
        refuse_missing(f"Record type {parts[0]}")
    accept = header_of(request, "accept") or _SCHEMA
    return resource(_openapi([kind]), _SWAGGER) if _SWAGGER in accept else resource(_schema(kind), _SCHEMA)


def _described(account: Account, request: Request, kinds: list[RecordType]) -> Json:
    if _SWAGGER in (header_of(request, "accept") or ""):
        return _openapi(kinds)
    own = f"{account.rules.base}{RECORDS}metadata-catalog"
    entries = [{"name": kind.name, "links": [link(f"{own}/{kind.name}", "canonical")]} for kind in kinds]
    return {"links": [link(own)], "items": entries}


def _openapi(kinds: list[RecordType]) -> Json:
    paths: Json = {f"/{kind.name}": {"get": {}, "post": {}} for kind in kinds}
    schemas = {kind.name: _schema(kind) for kind in kinds}
    return {"openapi": "3.0.1", "info": {"title": "REST"}, "paths": paths, "components": {"schemas": schemas}}


def _schema(kind: RecordType) -> Json:
    shown = {name: _property(name, field) for name, field in kind.fields.items()}
    shown["id"] = {"type": "string", "x-ns-filterable": True}
    for name, sublist in kind.sublists.items():
        line = {inner: _property(inner, field) for inner, field in sublist.fields.items()}
        items: Json = {"type": "array", "items": {"type": "object", "properties": line}}
        shown[name] = {"type": "object", "properties": {"items": items}}
    return {"type": "object", "properties": shown, "x-ns-filterable": sorted(_filterable(kind))}


def _filterable(kind: RecordType) -> list[str]:
    return [name for name, field in kind.fields.items() if field.filterable]


def _property(name: str, field: Field) -> Json:
    shown = dict(_PLAIN.get(field.shape) or _nested(field))
    shown["title"] = name
    shown["x-ns-filterable"] = field.filterable
    if name.startswith("cust"):
        shown["x-ns-custom-field"] = True
    if not field.writable:
        shown["readOnly"] = True
    return shown


def _nested(field: Field) -> Json:
    if field.shape == "address":
        return {"type": "object", "properties": {name: _PLAIN[inner.shape] for name, inner in ADDRESS.items()}}
    reference: Json = {"type": "object", "properties": {"id": {"type": "string"}, "refName": {"type": "string"}}}
    return reference if field.shape == "ref" else {"type": "object", "properties": {"items": {"type": "array"}}}
