"""The base of all records: attrs classes with Python names over what a system sent.

A record behaves as any frozen attrs class does: keyword construction, ``==``, ``hash``, ``attrs.evolve``,
``attrs.asdict``, ``copy``, ``pickle``. That its attributes are made when first used cannot be seen from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import attrs

from crosstie.errors import UsageError
from crosstie.models.cell import Cell, KnownNames, begin, copied, get_extra, same_bytes, set_extra
from crosstie.models.fields import Rule
from crosstie.models.forms import Convention, Form
from crosstie.models.plan import plan_of

__all__ = ["HeadNames", "Record", "completed", "model", "wire"]

R = TypeVar("R")
T = TypeVar("T", bound="Record")

if TYPE_CHECKING:
    from attrs import frozen as model  # so that type checkers treat every model as the attrs class that it is
else:

    def model(cls: type[R] | None = None, /, *, kw_only: bool = False) -> type[R] | Callable[[type[R]], type[R]]:
        """Make a class a model: a frozen attrs class whose fields are views of the wire values.

        attrs builds ``__init__`` and the field list; equality, hash and repr are the base's own, because they must
        not wake up what nobody asked for. The slots that attrs made are dropped again: the values live in the Struct.
        """
        if cls is None:
            return lambda given: _without_slots(attrs.frozen(given, kw_only=kw_only, eq=False, repr=False))
        return _without_slots(attrs.frozen(cls, kw_only=kw_only, eq=False, repr=False))


def _without_slots(cls: Any) -> Any:  # noqa: ANN401 - a class of any kind, and the same class again
    names = {field.name for field in attrs.fields(cls)}
    dropped = {*names, "__dict__", "__weakref__", "__slots__", "__getstate__", "__setstate__"}
    members = {name: member for name, member in cls.__dict__.items() if name not in dropped}
    # plan_of replaces these by the real views before the first instance exists.
    views = {name: property(doc=name) for name in names - {"extra"}}
    views["extra"] = property(get_extra, _check_extra, doc="The members that the model does not know.")
    return type(cls)(cls.__name__, cls.__bases__, {**members, **views, "__slots__": ()})


def _check_extra(record: Record, extra: Mapping[str, Any]) -> None:
    known = sorted(set(extra) & record.known_names().names)
    if known:
        message = f"extra of {type(record).__name__} holds {', '.join(known)}, which the model has fields for."
        raise UsageError(message, advice="Use the fields; extra is for what the model does not know.")
    set_extra(record, extra)


def wire(  # noqa: PLR0913 - one keyword for each thing a field can say about itself
    name: str | None = None,
    *,
    default: Any = None,  # noqa: ANN401 - of the field's own type
    form: Form | None = None,
    identity: bool = False,
    read_only: bool = False,
    max_length: int | None = None,
    at_most: int | None = None,
    forbids: str = "",
    holds: str = "",
    repr: bool = True,  # noqa: A002 - attrs' own word
) -> Any:  # noqa: ANN401 - a field specifier: the annotation beside it is the type
    """Describe one field of a model; everything is optional.

    Args:
        name: The wire name, where the system's naming rule does not give it.
        default: The value when missing.
        form: The wire form, where the Python type does not tell it.
        identity: Part of what names the record and its version; sent on every full write, never a change.
        read_only: The system computes it; a caller who changes it made a mistake.
        max_length: Longest text, or most entries, that the system takes.
        at_most: Largest amount that the system takes.
        forbids: Characters that the text must not hold.
        holds: Characters that the text must hold.
        repr: Whether ``repr`` may show the value.
    """
    rule = Rule(
        name=name,
        form=form,
        identity=identity,
        read_only=read_only,
        max_length=max_length,
        at_most=at_most,
        forbids=forbids,
        holds=holds,
    )
    return attrs.field(default=default, repr=repr, metadata={Rule: rule})


@attrs.frozen
class HeadNames:
    """Which fields of a model are its id, version and time of change, by Python name; dots lead into nested records."""

    id: str
    version: str | None = None
    updated: str | None = None


@model(kw_only=True)
class Record(Cell):
    """One record of an external system.

    Attributes:
        extra: The members that the model does not know, by wire name, with Decimal for numbers with a fraction. Kept,
            and sent back when the whole record is written, so that nothing is wiped.
    """

    convention: ClassVar[Convention]
    head: ClassVar[HeadNames | None] = None

    extra: Mapping[str, Any] = attrs.field(factory=dict[str, Any], hash=False)

    def to_wire(self, *, writable: bool = False) -> dict[str, Any]:
        """Return the record as the system spells it: JSON values, Decimal for amounts, nothing that is unset.

        Args:
            writable: Leave out what only the system may set; unknown fields stay.
        """
        known = {
            field.wire: field.to_wire(value, writable=writable)
            for field, value in plan_of(type(self)).values(self)
            if not (writable and field.rule.read_only)
        }
        return {**self.extra, **known}

    def draft_problems(self) -> Iterable[str]:
        """Yield what keeps this record from being created, beyond the limits of single fields; models override it."""
        return ()

    @classmethod
    def known_names(cls) -> KnownNames:
        """Return the wire names that the model knows."""
        return plan_of(cls).known

    def __attrs_pre_init__(self) -> None:
        """Give a record that is made by hand its empty wire values."""
        begin(self, plan_of(type(self)).struct())

    def __eq__(self, other: object) -> bool:
        """Compare class, fields and unknown fields; Decimals by value, datetimes by instant."""
        if self is other:
            return True
        if not isinstance(other, Record) or type(other) is not type(self):
            return NotImplemented
        if same_bytes(self, other):
            return True
        getters = [field.get for field in plan_of(type(self)).fields]
        return all(get(self) == get(other) for get in getters) and self.extra == other.extra

    def __hash__(self) -> int:
        """Hash the fields; unknown fields and members of open shape are left out, which equality allows."""
        fields = plan_of(type(self)).fields
        return hash((type(self), *(field.get(self) for field in fields if field.hashable)))

    def __repr__(self) -> str:
        """Show the fields that are set, and the names of unknown ones."""
        shown = [
            f"{field.name}={value!r}" if field.shown else f"{field.name}=…"
            for field, value in plan_of(type(self)).values(self)
        ]
        if self.extra:
            shown.append(f"extra=<{', '.join(sorted(self.extra))}>")
        return f"{type(self).__name__}({', '.join(shown)})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy by field values."""
        values = {field.alias: value for field, value in plan_of(type(self)).values(self)}
        return _restore, (type(self), values, dict(self.extra))


def completed(record: T, **values: Any) -> T:  # noqa: ANN401 - values of the fields
    """Return the record with some of its fields set, as ``attrs.evolve`` does, but without looking at the others.

    For records as they were decoded, which were not recast: unknown fields are not looked up, nested ones not made.

    Args:
        record: Any record.
        values: By Python name.

    Raises:
        UsageError: A field does not take its value.
    """
    whole = copied(record)
    for name, value in values.items():
        getattr(type(whole), name).fset(whole, value)
    return whole


def _restore(cls: type[Record], values: dict[str, Any], extra: dict[str, Any]) -> Record:
    return cls(**values, extra=extra)
