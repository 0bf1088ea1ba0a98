"""Collections as sides of two-way sync: paths, values, bodies, abilities."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from crosstie.core.endpoint import Abilities, Change, Values
from crosstie.errors import UsageError
from crosstie.models.fields import Field
from crosstie.models.plan import plan_of
from crosstie.systems.lightspeed.contacts import ADDRESS, FLAGS, USES, contact_with, value_at
from crosstie.systems.lightspeed.kinds import CATEGORY, CUSTOMER, ITEM, SALE, VENDOR, Kind

__all__ = ["abilities", "body_of", "change", "check", "needs_base", "relations", "values_of"]

_PRICES: Final[Mapping[str, str]] = {"price": "Default", "msrp": "MSRP"}
_FINDS: Final[Mapping[str, frozenset[str]]] = {
    CUSTOMER.name: frozenset({"email"}),
    VENDOR.name: frozenset({"name"}),
    CATEGORY.name: frozenset({"name"}),
    ITEM.name: frozenset({"upc", "ean", "custom_sku", "system_sku"}),
    SALE.name: frozenset({"reference_number"}),
}
_SHORT: Final = frozenset({*USES, *ADDRESS, *FLAGS})
_DRIPS_A_MINUTE: Final = 60
_OVERLAP: Final = timedelta(seconds=60)


def relations(kind: Kind[Any]) -> tuple[str, ...]:
    """Return what must be loaded so that every path has its value."""
    return ("contact",) if "contact" in kind.relations else ()


def abilities(kind: Kind[Any]) -> Abilities:
    """Return what a collection can do for sync."""
    return Abilities(
        feed="time" if kind.timed else "scan",
        finds=_FINDS.get(kind.name, frozenset()),
        cannot_hold=frozenset(field.name for field in _plain(kind) if _is_fixed(field)),
        overlap=_OVERLAP,
        calls_per_minute=_DRIPS_A_MINUTE,
        query=f"{kind.name}, archived or not" if kind.archives else kind.name,
    )


def change(kind: Kind[Any], record: Any) -> Change:  # noqa: ANN401 - a record of the kind
    """Return a record as a change; an archived one is inactive.

    Raises:
        UsageError: It has no id.
    """
    name = kind.id_of(record)
    if name is None:
        message = f"A {kind.name} without an id cannot be synced."
        raise UsageError(message)
    moved: datetime | None = getattr(record, "changed_at", None) or getattr(record, "time_stamp", None)
    archived = getattr(record, "archived", None) is True
    return Change(id=name, time=moved, record=record, state="inactive" if archived else "live")


def check(kind: Kind[Any], paths: Collection[str]) -> None:
    """Refuse paths that the records do not have.

    Raises:
        UsageError: A path is unknown; the message names it and what there is.
    """
    known = {field.name for field in _plain(kind)} | _short(kind)
    unknown = next((path for path in paths if path not in known), None)
    if unknown is not None:
        message = f"{kind.plural} of Lightspeed have no {unknown}."
        raise UsageError(message, advice=f"They have: {', '.join(sorted(known))}.")


def values_of(kind: Kind[Any], record: Any, paths: Collection[str]) -> Values:  # noqa: ANN401 - as above
    """Return the values at these paths."""
    short = _short(kind)
    return {path: _short_value(record, path) if path in short else getattr(record, path) for path in paths}


def needs_base(kind: Kind[Any], values: Values) -> bool:
    """Tell whether a change can be written only with the record at hand: an address is written whole."""
    return bool(relations(kind)) and any(path in ADDRESS for path in values)


def body_of(kind: Kind[Any], values: Values, base: Any = None) -> dict[str, Any]:  # noqa: ANN401 - as above
    """Return the partial body that sets these values; an empty text clears.

    Raises:
        UsageError: A path is unknown, or a value does not fit its field.
    """
    check(kind, tuple(values))
    short = _short(kind)
    body: dict[str, Any] = {}
    for field in _plain(kind):
        if field.name in values and field.name not in short and not _is_fixed(field):
            body[field.wire] = _written(kind, field, values[field.name])
    prices = [
        {"amount": str(values[path]), "useType": use}
        for path, use in _PRICES.items()
        if path in short and values.get(path) is not None
    ]
    if prices:
        body["Prices"] = {"ItemPrice": prices}
    contact = {path: value for path, value in values.items() if path in short and path in _SHORT}
    if contact:
        body["Contact"] = contact_with(contact, getattr(base, "contact", None))
    return body


def _written(kind: Kind[Any], field: Field, value: object) -> Any:  # noqa: ANN401 - JSON
    if value is None:
        return ""
    try:
        return field.to_wire(field.accept(value))
    except (TypeError, ValueError) as error:
        message = f"{kind.record.__name__}.{field.name} {error}."
        raise UsageError(message) from None


def _short_value(record: Any, path: str) -> object:  # noqa: ANN401 - as above
    if path in _PRICES:
        return record.price(_PRICES[path])
    return value_at(record.contact, path)


def _short(kind: Kind[Any]) -> frozenset[str]:
    if kind is ITEM:
        return frozenset(_PRICES)
    return _SHORT if relations(kind) else frozenset()


def _plain(kind: Kind[Any]) -> Iterator[Field]:
    return (field for field in plan_of(kind.record).fields if field.kind is None)


def _is_fixed(field: Field) -> bool:
    return field.rule.read_only or field.rule.identity
