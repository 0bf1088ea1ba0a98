"""Batches: up to 30 operations in one call, each for itself (fact sheet: quickbooks.md, 4.4)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import attrs
import msgspec

from crosstie.core.calls import Call
from crosstie.core.messages import Request, Response
from crosstie.errors import CrosstieError, DecodeError, OutcomeUnknown
from crosstie.http.redaction import excerpt
from crosstie.models import decode_list, decode_record
from crosstie.models.answers import UNREADABLE
from crosstie.models.codec import json_body
from crosstie.systems.doubt import surely_done
from crosstie.systems.quickbooks.api import Api
from crosstie.systems.quickbooks.api_writes import JSON_BODY, checked_key
from crosstie.systems.quickbooks.batch_items import BatchItem, BatchQuery, kind_in, request_of
from crosstie.systems.quickbooks.dialect import QuickBooksDialect
from crosstie.systems.quickbooks.faults import fault_of_item
from crosstie.systems.quickbooks.models import Entity
from crosstie.systems.quickbooks.settings import LARGEST_BATCH

__all__ = ["BatchResult", "Part", "batch_call", "parts"]

BatchResult: TypeAlias = Entity | Sequence[Entity] | CrosstieError
"""What became of one item: the record, the records of a query, or the error."""

_LONGEST_KEY: Final = 36


class _Item(msgspec.Struct, gc=False, rename={"number": "bId"}):
    number: str | int | None = None


class _Answer(msgspec.Struct, gc=False, rename={"items": "BatchItemResponse"}):
    items: list[msgspec.Raw]


_answer: Final = msgspec.json.Decoder(_Answer)
_item: Final = msgspec.json.Decoder(_Item)


@attrs.frozen
class Part:
    """The items of one call.

    Attributes:
        items: At most 30.
        bodies: The same, as they are sent.
        key: The ``requestid`` of the call.
    """

    items: Sequence[BatchItem]
    bodies: Sequence[Mapping[str, Any]] = attrs.field(repr=False)
    key: str


def parts(items: Sequence[BatchItem], key: str | None) -> Sequence[Part]:
    """Cut items into calls of at most 30; nothing is sent, so every mistake of the caller shows here.

    Args:
        items: The items.
        key: An idempotency key for all; each call gets one that follows from it.

    Raises:
        UsageError: An item cannot be sent, or the key is not one.
    """
    first = checked_key(key, _LONGEST_KEY)
    bodies = [request_of(item) for item in items]
    starts = range(0, len(items), LARGEST_BATCH)
    if len(starts) <= 1:
        return [Part(items, bodies, first)] if items else []
    return [
        Part(
            items[start : start + LARGEST_BATCH],
            bodies[start : start + LARGEST_BATCH],
            # Follows from the caller's key, so that the same items with the same key are the same calls again.
            str(uuid.uuid5(uuid.NAMESPACE_OID, f"{first}/{start}")),
        )
        for start in starts
    ]


def batch_call(api: Api, part: Part) -> Call[Sequence[BatchResult]]:
    """Carry out the items of one call; each has its own result, in their order."""
    reads = all(isinstance(item, BatchQuery) for item in part.items)
    # With a requestid, a bId has at most ten characters (2.5).
    body = {"BatchItemRequest": [{"bId": str(number), **item} for number, item in enumerate(part.bodies, 1)]}
    key = () if reads else (("requestid", part.key),)

    def decode(response: Response) -> Sequence[BatchResult]:
        return _results(api, part.items, response)

    return Call(
        operation="batch",
        request=Request(
            method="POST",
            url="/batch",
            params=(*api.params, *key),
            headers=JSON_BODY,
            body=json_body("The batch", body),
        ),
        decode=decode if reads else surely_done(decode),
        kind="read" if reads else "keyed",
        key=None if reads else part.key,
    )


def _results(api: Api, items: Sequence[BatchItem], response: Response) -> Sequence[BatchResult]:
    answered = dict(_by_number(response))
    return [_result(api, item, answered.get(str(number)), response) for number, item in enumerate(items, 1)]


def _by_number(response: Response) -> Iterator[tuple[str, msgspec.Raw]]:
    try:
        for raw in _answer.decode(response.body).items:
            yield str(_item.decode(raw).number), raw
    except UNREADABLE as error:
        message = "The answer is not that to a batch."
        raise DecodeError(message, excerpt=excerpt(response.body)) from error


def _result(api: Api, item: BatchItem, raw: msgspec.Raw | None, response: Response) -> BatchResult:
    """Return what became of one item; order is not promised, so they are told apart by number."""
    kind, reads = kind_in(item), isinstance(item, BatchQuery)
    if raw is None:
        message = f"The answer to a batch says nothing about one of its {kind.plural}."
        return DecodeError(message) if reads else _in_doubt(message)
    fault = fault_of_item(raw)
    if fault is not None:
        return QuickBooksDialect(api.settings).fault_error(fault, response)
    try:
        if reads:
            return decode_list(kind.record, raw, ("QueryResponse", kind.name))
        record: Entity = decode_record(kind.record, raw, (kind.name,))
    except DecodeError as error:
        return error if reads else _in_doubt(error.message)
    return record


def _in_doubt(message: str) -> OutcomeUnknown:
    return OutcomeUnknown(message, advice="Look the record up before you write it again.")
