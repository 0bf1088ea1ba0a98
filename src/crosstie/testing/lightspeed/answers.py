"""Answers as the service shapes them: every scalar a text, lists of one as objects, two error shapes (2.6, 5.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast
from xml.sax.saxutils import escape, quoteattr

from crosstie.core.messages import Request, Response
from crosstie.testing.lightspeed.account import Account, Record
from crosstie.testing.lightspeed.contacts import shown_contact
from crosstie.testing.lightspeed.entities import ENTITIES, Entity
from crosstie.testing.lightspeed.fields import shown
from crosstie.testing.lightspeed.refusals import Refusal, SessionRefusal
from crosstie.testing.lightspeed.settings import Rules
from crosstie.testing.reading import header_of, path_of

__all__ = ["Answers", "Json"]

Json = dict[str, Any]  # Any: JSON of any shape

_JSON: Final = "application/json"
_HTML: Final = "text/html; charset=UTF-8"
_NO_PAGES: Final = {"next": "", "previous": ""}


class Answers:
    """Makes answers and gives each its ``Cf-Ray`` (5.3)."""

    def __init__(self, rules: Rules) -> None:
        """Begin with the first ray."""
        self._rules = rules
        self._number = 0

    def send(self, status: int, body: bytes, kind: str = _JSON, further: Mapping[str, str] | None = None) -> Response:
        """Make an answer."""
        self._number += 1
        ray = f"{self._number:016x}-YYZ"
        return Response(status=status, headers={"content-type": kind, "cf-ray": ray, **(further or {})}, body=body)

    def plain(self, status: int, body: Json, further: Mapping[str, str] | None = None) -> Response:
        """Answer JSON whatever was asked for, as the authorization server does."""
        return self.send(status, _encoded(body), _JSON, further)

    def of(self, request: Request, body: Json, further: Mapping[str, str] | None = None) -> Response:
        """Answer JSON or, without ``.json`` and without ``Accept``, XML (2.1)."""
        if _wants_json(request):
            return self.send(200, _encoded(body), _JSON, further)
        return self.send(200, _as_xml(body), "application/xml", further)

    def refused(self, refusal: Refusal, further: Mapping[str, str] | None = None) -> Response:
        """Answer an error of the resource API; some claim to be HTML while holding JSON (5.4)."""
        body = {
            "httpCode": str(refusal.status),
            "httpMessage": refusal.phrase,
            "message": refusal.message,
            "errorClass": "Exception",
        }
        html = self._rules.html_errors and refusal.status in {400, 404}
        return self.send(refusal.status, _encoded(body), _HTML if html else _JSON, further)

    def session_refused(self, refusal: SessionRefusal) -> Response:
        """Answer a 401: OAuth's shape, and none of the limit headers (1.8)."""
        body = {
            "error": "access_denied",
            "error_description": "The resource owner or authorization server denied the request.",
            "hint": refusal.hint,
        }
        return self.plain(401, body, {"www-authenticate": 'Bearer realm="Composed API"'})

    # -- records -------------------------------------------------------------------------------------------------------

    def listed(self, name: str, records: Sequence[Json], pages: Mapping[str, str] | None = None) -> Json:
        """Return the body of a list: none is a missing key, one is an object, no count (2.5, 2.6)."""
        body: Json = {"@attributes": dict(pages or _NO_PAGES)}
        if records:
            body[name] = self._one_or_many(records)
        return body

    def single(self, name: str, record: Json) -> Json:
        """Return the body of a read or a write of one record: it still has a count (2.5)."""
        return {"@attributes": {"count": "1"}, name: record}

    def record(self, account: Account, entity: Entity, record: Record, relations: Sequence[str]) -> Json:
        """Return a record as answers hold it: texts only, unset times left out (2.6)."""
        body: Json = {}
        for name, field in entity.fields.items():
            value = record.values[name]
            if name == "averageCost" and record.values["shopID"]:
                continue  # only on the summary row (3.2)
            if field.kind != "time" or value is not None:
                body[name] = shown(value)
        if entity.name == "Item":
            body["Prices"] = {"ItemPrice": _prices(record)}
        for relation in relations:
            loaded = self._relation(account, entity, record, relation)
            if loaded is not None:
                body[relation] = loaded
        return body

    def _relation(self, account: Account, entity: Entity, record: Record, relation: str) -> object:
        if relation == "Contact":
            blank, single = self._rules.blank_relations, self._rules.single_as_object
            return shown_contact(record.contact, blank=blank, single=single)
        tie = entity.relations[relation]
        other = ENTITIES[tie.entity]
        if tie.member is None:
            found = account.records[tie.entity].get(record.number(tie.by))
            return None if found is None else self.record(account, other, found, ["Contact"] if other.contact else [])
        many = account.levels(record.id) if tie.entity == "ItemShop" else account.related(tie.entity, tie.by, record.id)
        held = [self.record(account, other, one, []) for one in many]
        return {tie.member: self._one_or_many(held)} if held else None

    def _one_or_many(self, records: Sequence[Json]) -> object:
        return records[0] if self._rules.single_as_object and len(records) == 1 else list(records)


def _prices(record: Record) -> list[Json]:
    """Return the prices, which are always there (3.1)."""
    uses = {"Default": "1", "MSRP": "2"}
    return [
        {"amount": shown(record.prices.get(use)) or "0", "useTypeID": number, "useType": use}
        for use, number in uses.items()
    ]


def _wants_json(request: Request) -> bool:
    accept = header_of(request, "accept") or ""
    # The header wins over the suffix (2.1).
    if "json" in accept or "xml" in accept:
        return "json" in accept
    return path_of(request).endswith(".json")


def _encoded(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _as_xml(body: Json) -> bytes:
    attributes = "".join(f" {name}={quoteattr(str(value))}" for name, value in body.get("@attributes", {}).items())
    inner = "".join(_element(name, value) for name, value in body.items() if name != "@attributes")
    return f'<?xml version="1.0"?><Records{attributes}>{inner}</Records>'.encode()


def _element(name: str, value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, list):
        return "".join(_element(name, entry) for entry in cast("Sequence[Any]", value))
    if isinstance(value, dict):
        inner = "".join(_element(key, held) for key, held in cast("Json", value).items())
        return f"<{name}>{inner}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"
