"""Pages without Python code for each record: a second, narrower Struct that fits what nearly every answer holds.

Where a system sends one field in several forms, each record has to be looked at by Python code. Most pages hold one
form only, which msgspec can check by itself: those are read with this Struct, and what is left to do is done by column,
for all records of the page at once. A page that does not fit is read again in the ordinary way, which also says what is
wrong with it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from functools import lru_cache, partial
from itertools import repeat
from operator import attrgetter
from typing import Any, TypeAlias

import attrs
import msgspec

from crosstie.models.fields import Field

__all__ = ["Column", "Swift", "swift_of"]

Column: TypeAlias = Callable[[Sequence[Any]], Iterable[Any]]
"""Takes the values that one field has in each record of a page, and returns the same values as records hold them."""


@attrs.frozen(eq=False)
class Swift:
    """How pages of one model are read that hold nothing unusual.

    Attributes:
        struct: The narrower wire Struct, with the field names of the ordinary one.
        local: Whether it holds instants without a zone, which the Struct then carries as ``zone_``.
        columns: The fields whose values need more than msgspec's check, and what does that.
    """

    struct: Any  # a Struct type; what it holds is known at run time only
    local: bool
    columns: tuple[tuple[str, Column], ...]

    def struct_in(self, zone: tzinfo) -> Any:  # noqa: ANN401 - a Struct type
        """Return the Struct for pages that are read in a zone.

        Raises:
            TypeError: The zone cannot be hashed.
        """
        return _carrying(self.struct, zone) if self.local else self.struct

    def settle(self, wires: Sequence[Any]) -> None:
        """Bring the values of a page into the form that records hold.

        Raises:
            TypeError: A value is not of the documented type.
            ValueError: A value is not of the documented form.
        """
        for name, column in self.columns:
            values = list(map(attrgetter(name), wires))
            if not all(value is None for value in values):
                deque(map(setattr, wires, repeat(name), column(values)), maxlen=0)


@lru_cache(maxsize=256)
def _carrying(struct: Any, zone: tzinfo) -> Any:  # noqa: ANN401 - Struct types
    return msgspec.defstruct(struct.__name__, (), bases=(struct,), namespace={"zone_": zone}, gc=False)


def swift_of(kind: type[Any], fields: Sequence[Field]) -> Swift | None:
    """Return the narrower Struct of a model, its types still missing; ``None`` where it would not be narrower."""
    fits = any(field.form is not None and field.form.swift is not None for field in fields)
    if not fits or any(field.loose or (field.many and _fails(field)) for field in fields):
        return None
    struct = msgspec.defstruct(
        f"_{kind.__name__}Swift",
        [(field.name, Any, () if field.many else None) for field in fields],
        rename={field.name: field.wire for field in fields},
        module=kind.__module__,
        gc=False,
    )
    columns = ((field.name, _column(field)) for field in fields)
    local = any(field.form is not None and field.form.local for field in fields)
    return Swift(struct, local, tuple((name, column) for name, column in columns if column is not None))


def _column(field: Field) -> Column | None:
    if field.form is None or field.form.swift is None:
        return partial(_read_each, field.form.read) if field.form and field.form.read and _fails(field) else None
    return field.form.settle


def _fails(field: Field) -> bool:
    return field.form is not None and field.form.read is not None and not field.form.reads_all


def _read_each(read: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    return [None if value is None else read(value) for value in values]
