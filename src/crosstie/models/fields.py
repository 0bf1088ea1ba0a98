"""One field of a model: its rule, its names on both sides, and the view through which a record shows it."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import attrs

from crosstie.errors import UsageError
from crosstie.models import instants
from crosstie.models.cell import Cell, place_of, revive, store
from crosstie.models.forms import Form
from crosstie.models.from_xml import listed

__all__ = ["Field", "Rule", "view"]


@attrs.frozen(kw_only=True)
class Rule:
    """What a model says about one field; see :func:`crosstie.models.wire`."""

    name: str | None = None
    form: Form | None = None
    identity: bool = False
    read_only: bool = False
    max_length: int | None = None
    at_most: int | None = None
    forbids: str = ""
    holds: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Field:
    """One resolved field.

    Attributes:
        name: The Python name.
        alias: The keyword of ``__init__``.
        wire: The wire name.
        form: How the value looks, for plain values.
        kind: The nested model, for records.
        many: Whether it holds a tuple of them.
        rule: What the model says about it.
        shown: Whether ``repr`` may show the value.
        get: Reads the attribute from a record.
        loose: Whether the JSON was made from XML, so that one may stand for a list of one.
    """

    name: str
    alias: str
    wire: str
    form: Form | None
    kind: type[Any] | None
    many: bool
    rule: Rule
    shown: bool
    get: Callable[[Any], Any]
    loose: bool = False

    @property
    def hashable(self) -> bool:
        """Whether every value of the field can be hashed: members of open shape cannot."""
        return self.form is None or self.form.accepts is not Any or self.form.read is not None

    def to_wire(self, value: Any, *, writable: bool = False) -> Any:  # noqa: ANN401 - a value of the field
        """Return the value as the system spells it; ``None`` stays ``None``."""
        if value is None:
            return None
        if self.many:
            return [self._one_to_wire(item, writable) for item in value]
        return self._one_to_wire(value, writable)

    def _one_to_wire(self, value: Any, writable: bool) -> Any:  # noqa: ANN401, FBT001
        if self.form is None:
            return value.to_wire(writable=writable)
        return value if self.form.write is None else self.form.write(value)

    def accept(self, value: Any) -> Any:  # noqa: ANN401
        """Check what a caller puts into the field and return it in its one form.

        Raises:
            ValueError: It does not fit; the text says why, without the field's name.
        """
        if value is None:
            return () if self.many else None
        return tuple(self._accept_one(item) for item in value) if self.many else self._accept_one(value)

    def _accept_one(self, value: Any) -> Any:  # noqa: ANN401
        if self.form is not None:
            return self.form.check(value)
        if self.kind is not None and not isinstance(value, self.kind):
            reason = f"must be {self.kind.__name__}, not {type(value).__name__}"
            raise ValueError(reason)
        return value


def view(field: Field, struct: type[Any] | None) -> property:
    """Return the property that shows a field of the wire Struct as the attribute of a record.

    Args:
        field: The field.
        struct: The Struct of the nested model, for fields that hold records.
    """
    if field.kind is not None and struct is not None:
        get = _nested_many(field, field.kind) if field.many else _nested(field, field.kind, struct)
    else:
        get = _plain(field)
    return property(get, _put(field), doc=f"``{field.wire}`` on the wire.")


def _put(field: Field) -> Callable[[Cell, Any], None]:
    # Reached only from the __init__ that attrs made: setting an attribute of a finished record raises.
    def put(record: Cell, value: Any) -> None:  # noqa: ANN401
        try:
            accepted = field.accept(value)
        except (TypeError, ValueError) as error:
            message = f"{type(record).__name__}.{field.name} {error}."
            raise UsageError(message) from None
        store(record, field.name, accepted)

    return put


def _plain(field: Field) -> Callable[[Any], Any]:
    stored: Callable[[Any], Any] = attrgetter(f"_wire.{field.name}")
    if field.form is not None and field.form.local and not field.many:
        return _local(stored)
    read = field.form.read if field.form is not None and field.form.waits else None
    if field.many:
        if read is None:
            return lambda record: listed(stored(record), nested=False)
        return lambda record: tuple(map(read, listed(stored(record), nested=False)))
    if read is None:
        return stored

    def get(record: Any) -> Any:  # noqa: ANN401
        value = stored(record)
        return None if value is None else read(value)

    return get


def _local(stored: Callable[[Any], Any]) -> Callable[[Any], Any]:
    zone_of: Callable[[Any], Any] = attrgetter("_wire.zone_")  # only swift Structs hold instants without a zone

    def get(record: Any) -> Any:  # noqa: ANN401
        value = stored(record)
        return value if value is None or value.tzinfo is not None else instants.placed(value, zone_of(record))

    return get


def _nested(field: Field, kind: type[Any], struct: type[Any]) -> Callable[[Cell], Any]:
    stored: Callable[[Any], Any] = attrgetter(f"_wire.{field.name}")

    def get(record: Cell) -> Any:  # noqa: ANN401
        value = stored(record)
        if value.__class__ is not struct:
            return None if value.__class__ is str else value  # an empty text, see from_xml
        place = place_of(record)
        made = revive(kind, value, place and (place[0], (*place[1], field.wire)))
        store(record, field.name, made)
        return made

    return get


def _nested_many(field: Field, kind: type[Any]) -> Callable[[Cell], Any]:
    stored: Callable[[Any], Any] = attrgetter(f"_wire.{field.name}")

    def get(record: Cell) -> Any:  # noqa: ANN401
        values = listed(stored(record), nested=True)
        if not values or isinstance(values[0], Cell):
            return values
        place = place_of(record)
        made = tuple(
            revive(kind, value, place and (place[0], (*place[1], field.wire, index)))
            for index, value in enumerate(values)
        )
        store(record, field.name, made)
        return made

    return get
