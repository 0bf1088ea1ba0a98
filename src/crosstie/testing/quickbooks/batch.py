"""Batch: up to 30 operations in one call, each alone (fact sheet 4.4)."""

from __future__ import annotations

from typing import Final

from crosstie.testing.quickbooks.answers import fault_body
from crosstie.testing.quickbooks.codec import Json, decode, encode, items, members, text
from crosstie.testing.quickbooks.company import Company
from crosstie.testing.quickbooks.entities import ENTITIES, Entity
from crosstie.testing.quickbooks.refusals import Refusal, refuse, refuse_missing, refuse_unsupported, unsupported
from crosstie.testing.quickbooks.search import answer_query
from crosstie.testing.quickbooks.statement import MOST
from crosstie.testing.quickbooks.writes import create, delete, update, void

__all__ = ["answer_batch"]

_LARGEST: Final = 30
_LONGEST_BID: Final = 10


def answer_batch(company: Company, body: Json, *, repeatable: bool) -> bytes:
    """Carry out a batch: items fail alone, and the call still answers 200.

    Args:
        company: Where.
        body: What was sent.
        repeatable: Whether the call has a ``requestid``; then a bId has at most 10 characters (2.5).

    Returns:
        The value of ``BatchItemResponse`` as JSON.

    Raises:
        Refusal: 1040 for more than 30 items, 2020 without any, 2130 for a bId that is too long.
    """
    asked = [item for item in map(members, items(body.get("BatchItemRequest"))) if item is not None]
    if not asked:
        refuse_missing("BatchItemRequest")
    if len(asked) > _LARGEST:
        refuse("1040", f"A batch has at most {_LARGEST} operations; {len(asked)} were sent")
    if repeatable and any(len(text(item.get("bId"))) > _LONGEST_BID for item in asked):
        refuse("2130", f"With a requestid, a bId has at most {_LONGEST_BID} characters", "bId")
    answered: list[Json] = []
    for item in asked:
        answered.append(_one(company, item, room=MOST - _found(answered)))
    return encode(answered)


def _found(answered: list[Json]) -> int:
    return sum(int((members(item.get("QueryResponse")) or {}).get("maxResults", 0)) for item in answered)


def _one(company: Company, item: Json, *, room: int) -> Json:
    marked: Json = {"bId": item["bId"]} if "bId" in item else {}
    try:
        return {**_carry_out(company, item, room), **marked}
    except Refusal as refusal:
        return {"Fault": fault_body(refusal), **marked}


def _carry_out(company: Company, item: Json, room: int) -> Json:
    if "Query" in item:
        found = decode(b"".join(answer_query(company, text(item["Query"]))))
        if int(found.get("maxResults", 0)) > room:
            refuse("10100", f"A batch answers at most {MOST} objects")
        return {"QueryResponse": found}
    entity = next((ENTITIES[name] for name in item if name in ENTITIES), None)
    if entity is None:
        refuse_unsupported("The batch item holds neither a Query nor an entity")
    body = members(item[entity.name]) or {}
    return {entity.name: _write(company, entity, item, body)}


def _write(company: Company, entity: Entity, item: Json, body: Json) -> Json:
    operation = item.get("operation")
    if operation == "create":
        return create(company, entity, body).read()
    if operation == "delete":
        return delete(company, entity, body)
    if operation == "update" and item.get("optionsData") == "void":
        return void(company, entity, body, included="include_void" in entity.operations).read()
    if operation == "update":
        return update(company, entity, body).read()
    detail = f"Operation {operation!r} is not supported in a batch"
    raise unsupported(detail)
