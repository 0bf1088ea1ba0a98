"""From one shape of a record to another: nothing is checked again, and nothing is copied.

A record holds a private Struct with its wire values (see :mod:`crosstie.models.cell`). The new record's has none of its
own: it looks each value up in the old record's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec

from crosstie.models.cell import revive
from crosstie.models.plan import plan_of
from crosstie.models.record import Record

__all__ = ["Recast"]

R = TypeVar("R", bound=Record)


class Recast(Generic[R]):
    """Makes records of one model from the fields of another.

    The new record has no unknown fields; the old one keeps its own.

    Args:
        source: The model of the records to begin with.
        target: The model of the records that are made.
        fields: Target field to source field, by Python name; both are written in the same form.
        nested: Target field to what makes the record that it holds, from the same source.
        keep: The target field that holds the source record itself, if one does.

    Raises:
        TypeError: Two fields are not written in the same form, when the first record is made.
    """

    __slots__ = ("_fields", "_keep", "_nested", "_shell", "_source", "_target")

    def __init__(
        self,
        source: type[Record],
        target: type[R],
        fields: Mapping[str, str],
        *,
        nested: Mapping[str, Recast[Any]] | None = None,
        keep: str | None = None,
    ) -> None:
        """Remember what goes where; the models are looked at when the first record is made."""
        self._source = source
        self._target = target
        self._fields = fields
        self._nested = nested or {}
        self._keep = keep
        self._shell: Callable[[Record], object] | None = None

    def __call__(self, record: Record) -> R:
        """Return the record in the other shape."""
        shell = self._shell or self._prepare()
        new: R = revive(self._target, shell(record), None)
        return new

    def _prepare(self) -> Callable[[Record], object]:
        source, target = plan_of(self._source), plan_of(self._target)
        for new, old in self._fields.items():
            one, other = target.field(new), source.field(old)
            if one.form is None or one.form is not other.form or one.many or other.many:
                reason = f"{target.kind.__name__}.{new} and {source.kind.__name__}.{old} are not written alike"
                raise TypeError(reason)
        members: dict[str, Any] = {field.name: () if field.many else None for field in target.fields}
        members.update((new, property(attrgetter(f"{_SOURCE}._wire.{old}"))) for new, old in self._fields.items())
        members.update((name, property(_made(f"{name}_", recast))) for name, recast in self._nested.items())
        members["zone_"] = property(attrgetter(f"{_SOURCE}._wire.zone_"))
        if self._keep is not None:
            members[self._keep] = property(attrgetter(_SOURCE))
        slots: list[Any] = [(_SOURCE, Any), *((f"{name}_", Any, None) for name in self._nested)]
        made: Any = msgspec.defstruct(f"_{target.kind.__name__}Shell", slots, namespace=members, gc=False)
        shell: Callable[[Record], object] = made
        self._shell = shell
        return shell


_SOURCE = "source_"


def _made(slot: str, recast: Recast[Any]) -> Callable[[Any], Any]:
    """Return what makes a nested record when it is first asked for; two threads may both make one, and one stays."""

    def get(shell: Any) -> Any:  # noqa: ANN401 - a Struct made above, and the record it keeps
        found = getattr(shell, slot)
        if found is None:
            found = recast(getattr(shell, _SOURCE))
            setattr(shell, slot, found)
        return found

    return get
