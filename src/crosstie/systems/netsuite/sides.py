"""Record types as sides of two-way sync: abilities, paths, values, bodies; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta, tzinfo
from typing import Any, Final

import attrs

from crosstie.core.endpoint import Abilities, Change, Values
from crosstie.core.shapes import Shape
from crosstie.errors import UsageError
from crosstie.models.fields import Field
from crosstie.models.plan import plan_of
from crosstie.systems.netsuite.models import Customer, SalesDocument
from crosstie.systems.netsuite.models_base import NetSuiteRecord, Ref
from crosstie.systems.netsuite.places import Head
from crosstie.systems.netsuite.tables import DeletedNames

__all__ = [
    "KEYS_LAST",
    "SIDE",
    "SideOptions",
    "abilities",
    "body_of",
    "change",
    "check",
    "external_id",
    "head",
    "name_of",
    "values_of",
]

KEYS_LAST: Final = timedelta(days=365)
OVERLAP: Final = timedelta(minutes=15)
"""As long as a request may run before NetSuite cuts it off (2.2)."""
_SETTLING: Final = timedelta(minutes=1)
_READS: Final = 50
_EXTRA: Final = "extra."
_PLURALS: Final[Mapping[str, str]] = {
    "customer": "customers",
    "estimate": "estimates",
    "salesorder": "sales_orders",
    "invoice": "invoices",
}


@attrs.frozen(kw_only=True)
class SideOptions:
    """How a record type takes part in sync.

    Attributes:
        zone: The zone of SuiteQL, where you know it; otherwise it is learned. It is checked either way.
        lines: Whether a change of a document's lines counts: it may leave the time of the document as it was (4.4).
            Switch it off where the account lacks ``transactionline.linelastmodifieddate``.
        overlap: How far behind the last reading the next one begins. By default as long as a request may take, because
            a change is told with the time that it was begun at; each record that was changed within it is read again.
        deletes: Whether deletions are read, for which the role needs the permission *Deleted Records*.
        deleted_as: Further names of record types in ``deletedrecord``, by type in lower case; they are compared
            without case and blanks.
        keys: Whether a new record gets an external id made of the sync's key where it has none of its own, so that a
            creation that is repeated finds the first one. NetSuite honours idempotency keys for asynchronous requests
            only (2.2).
        finds: Paths that are looked up; ``None`` for those that are known to be columns.
    """

    zone: tzinfo | None = None
    lines: bool = True
    overlap: timedelta = OVERLAP
    deletes: bool = True
    deleted_as: DeletedNames = attrs.field(factory=dict[str, frozenset[str]])
    keys: bool = True
    finds: frozenset[str] | None = None


SIDE: Final = SideOptions()


def name_of(kind: str) -> str:
    """Return what reports call the side, such as ``netsuite.customers``."""
    return f"netsuite.{_PLURALS.get(kind.lower(), kind)}"


def abilities(kind: str, model: type[NetSuiteRecord], options: SideOptions) -> Abilities:
    """Return what a record type can do for sync."""
    return Abilities(
        feed="time",
        finds=_finds(model) if options.finds is None else options.finds,
        honours_keys=options.keys,
        keys_last=KEYS_LAST,
        cannot_hold=frozenset(_fixed(model)),
        reads=_READS,
        overlap=options.overlap,
        settling=_SETTLING,
        query=f"{kind}, in use or not{', deletions too' if options.deletes else ''}",
    )


def _finds(model: type[NetSuiteRecord]) -> frozenset[str]:
    """Return the columns that hold what the record API shows (4.3)."""
    if issubclass(model, Customer):
        return frozenset({"external_id", "entity_id", "company_name", "email"})
    return frozenset({"external_id", "tran_id"} if issubclass(model, SalesDocument) else {"external_id"})


def _fixed(model: type[NetSuiteRecord]) -> Iterator[str]:
    for field in plan_of(model).fields:
        if field.rule.read_only or field.rule.identity:
            yield field.name
        if field.kind is Ref:
            yield f"{field.name}.ref_name"
            if field.rule.read_only:
                yield f"{field.name}.id"


# -- changes -----------------------------------------------------------------------------------------------------------


def head(found: Head) -> Change:
    """Return a head as a change without its record.

    It has no version: times are told to the minute (3.1), so that two states of a record can have the same one. Whoever
    took a time for a version would miss the second edit of a minute.
    """
    return Change(id=found.id, time=found.at, state="inactive" if found.off else "live")


def change(record: NetSuiteRecord, *, off: bool = False) -> Change:
    """Return a record as a change.

    Args:
        record: The record.
        off: Whether it is inactive or void, whatever it says itself: documents do not tell.
    """
    inactive = off or getattr(record, "is_inactive", None) is True
    timed = any(field.name == "last_modified_date" for field in plan_of(type(record)).fields)
    shape = Shape(type(record), time="last_modified_date" if timed else None)
    return shape.change_of(record, state="inactive" if inactive else "live")


# -- paths and values --------------------------------------------------------------------------------------------------


def check(model: type[NetSuiteRecord], paths: Collection[str]) -> None:
    """Refuse paths that the records do not have.

    ``extra.`` and the wire name reach every field that the model does not know, such as ``extra.custentity_origin``.

    Raises:
        UsageError: A path is unknown; the message names it and what there is.
    """
    Shape(model).check([path for path in paths if not path.startswith(_EXTRA)])


def values_of(record: NetSuiteRecord, paths: Collection[str]) -> Values:
    """Return the values at these paths."""
    return Shape(type(record)).values_of(record, paths)


def body_of(model: type[NetSuiteRecord], values: Values) -> dict[str, Any]:
    """Return the members that set these values; ``None`` becomes null, which clears (2.2).

    Raises:
        UsageError: A path is unknown, cannot be written, or a value does not fit its field.
    """
    check(model, tuple(values))
    fields = {field.name: field for field in plan_of(model).fields}
    body: dict[str, Any] = {}
    for path, value in values.items():
        name, _, inner = path.partition(".")
        if path.startswith(_EXTRA):
            body[inner] = value
        elif inner:
            body[fields[name].wire] = _reference(model, fields[name], path, inner, value)
        else:
            body[fields[name].wire] = _written(model, fields[name], value)
    return body


def external_id(values: Values, key: str) -> str:
    """Return the external id that a new record gets: its own, or one made of the key."""
    own = values.get("external_id")
    return own if isinstance(own, str) and own else f"crosstie-{key}"


def _reference(
    model: type[NetSuiteRecord], field: Field, path: str, inner: str, value: object
) -> Mapping[str, str] | None:
    """Return a reference by its id; whatever else stands in one belongs to the record that it named before."""
    if field.kind is not Ref or inner not in {"id", "external_id"} or field.rule.read_only:
        message = f"{model.__name__}.{path} cannot be written."
        raise UsageError(message, advice="Write a whole sublist or record, or the id of a reference.")
    if value is None:
        return None
    return {"id" if inner == "id" else "externalId": str(value)}


def _written(model: type[NetSuiteRecord], field: Field, value: object) -> Any:  # noqa: ANN401 - JSON
    if field.rule.read_only or field.rule.identity:
        message = f"{model.__name__}.{field.name} is for NetSuite to set."
        raise UsageError(message)
    try:
        return field.to_wire(field.accept(value), writable=True)
    except (TypeError, ValueError) as error:
        message = f"{model.__name__}.{field.name} {error}."
        raise UsageError(message) from None
