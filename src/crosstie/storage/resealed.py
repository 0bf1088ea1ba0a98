"""What resealing does to one record, and the report of it."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypeVar, assert_never

import attrs

from crosstie.core.state import Key, kind_of
from crosstie.storage.records import SEALED
from crosstie.storage.sealing import SealingKeys, place_of

__all__ = ["Outcome", "Resealed", "moved"]

R = TypeVar("R")

Outcome: TypeAlias = Literal["moved", "current", "broken", "busy"]


@attrs.frozen(kw_only=True)
class Resealed:
    """The report of resealing.

    Attributes:
        moved: Records that are now sealed with the active key.
        current: Records that were so already, or hold no secret.
        broken: Kind and key of records that do not open with the keys at hand; they were left as they are.
        busy: Kind and key of records that others kept changing; run it again for them.
    """

    moved: int = 0
    current: int = 0
    broken: tuple[tuple[str, Key], ...] = ()
    busy: tuple[tuple[str, Key], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the old keys are no longer needed."""
        return not self.broken and not self.busy

    def plus(self, kind: type[Any], key: Key, outcome: Outcome) -> Resealed:
        """Return the report with one more record in it."""
        match outcome:
            case "moved":
                return attrs.evolve(self, moved=self.moved + 1)
            case "current":
                return attrs.evolve(self, current=self.current + 1)
            case "broken":
                return attrs.evolve(self, broken=(*self.broken, (kind_of(kind).name, key)))
            case "busy":
                return attrs.evolve(self, busy=(*self.busy, (kind_of(kind).name, key)))
            case _:
                assert_never(outcome)


def moved(record: R, keys: SealingKeys) -> R | None:
    """Return the record with every secret under the active key; ``None`` when there is nothing to do.

    Raises:
        SealBroken: A secret does not open with these keys.
    """
    old = {field: getattr(record, field) for field in SEALED[type(record)]}
    changed = {
        field: keys.seal(keys.open(envelope, place_of(record, field)), place_of(record, field))
        for field, envelope in old.items()
        if envelope is not None and not keys.is_current(envelope)
    }
    return attrs.evolve(record, **changed) if changed else None  # type: ignore[misc]
