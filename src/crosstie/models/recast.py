"""From one shape of a record to another, without checking again what was checked when the answer was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

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

    __slots__ = ("_fields", "_keep", "_nested", "_source", "_steps", "_target")

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
        self._steps: tuple[Any, tuple[str, ...], Callable[[Any], tuple[Any, ...]]] | None = None

    def __call__(self, record: Record) -> R:
        """Return the record in the other shape."""
        made = self.fill(record)
        if self._keep is not None:
            setattr(made, self._keep, record)
        new: R = revive(self._target, made, None)
        return new

    def fill(self, record: Record) -> Any:  # noqa: ANN401 - the private Struct of the target
        """Return the wire values of the new record."""
        struct, names, values = self._steps or self._prepare()
        made = struct()
        for name, value in zip(names, values(record), strict=True):
            if value is not None:
                setattr(made, name, value)
        for name, inner in self._nested.items():
            setattr(made, name, inner.fill(record))
        return made

    def _prepare(self) -> tuple[Any, tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
        source, target = plan_of(self._source), plan_of(self._target)
        for new, old in self._fields.items():
            one, other = target.field(new), source.field(old)
            if one.form is None or one.form is not other.form or one.many or other.many:
                reason = f"{target.kind.__name__}.{new} and {source.kind.__name__}.{old} are not written alike"
                raise TypeError(reason)
        self._steps = (target.struct, tuple(self._fields), _together([f"_wire.{old}" for old in self._fields.values()]))
        return self._steps


def _together(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    get: Callable[[Any], Any] = attrgetter(*names)
    return get if len(names) > 1 else lambda record: (get(record),)
