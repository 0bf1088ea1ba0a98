"""From a model to its private wire Struct: made once per class, when the class is first used.

msgspec fills renamed Structs straight from bytes but cannot rename the fields of attrs classes, so each model gets a
Struct of its own. The plan also replaces the model's placeholders by views of that Struct.
"""

from __future__ import annotations

import threading
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Optional, Union

import attrs
import msgspec

from crosstie.models.cell import KnownNames
from crosstie.models.fields import Field, Rule, view
from crosstie.models.forms import OPEN, Convention, Form
from crosstie.models.from_xml import listed, loose_type
from crosstie.models.swift import Swift, swift_of

__all__ = ["Plan", "plan_of", "reading", "wire_type"]

_LOCK = threading.RLock()
_PLANS: dict[type[Any], Plan] = {}
_BUILDING: dict[type[Any], Plan] = {}
_NO_RULE = Rule()


@attrs.frozen(kw_only=True, eq=False)
class Plan:
    """How one model is read and written.

    Attributes:
        kind: The model.
        struct: Its private wire Struct.
        fields: Its fields in order, without ``extra``.
        known: The wire names, and which of them hold other models.
        swift: How pages are read that hold nothing unusual, where that is quicker.
    """

    kind: type[Any]
    struct: Any  # a Struct type; what it holds is known at run time only
    fields: tuple[Field, ...]
    known: KnownNames
    swift: Swift | None = None

    def values(self, record: Any) -> Iterator[tuple[Field, Any]]:  # noqa: ANN401 - a record of ``kind``
        """Yield the fields that are set, with their values."""
        for field in self.fields:
            value = field.get(record)
            if value is not None and value != ():
                yield field, value

    def field(self, name: str) -> Field:
        """Return the field with this Python name."""
        return next(field for field in self.fields if field.name == name)


def plan_of(kind: type[Any]) -> Plan:
    """Return the plan of a model, making it on first use."""
    plan = _PLANS.get(kind)
    return plan if plan is not None else _make(kind)


def _make(kind: type[Any]) -> Plan:
    with _LOCK:
        ready = _PLANS.get(kind) or _BUILDING.get(kind)
        if ready is not None:
            return ready
        outermost = not _BUILDING
        try:
            plan = _begin(kind)
            _finish(plan)
            if outermost:
                # Published together: models that hold each other are usable only when all of them are finished.
                _PLANS.update(_BUILDING)
        finally:
            if outermost:
                _BUILDING.clear()
        return plan


def _begin(kind: type[Any]) -> Plan:
    convention: Convention = kind.convention
    hints = typing.get_type_hints(kind)
    fields = tuple(
        _resolve(attribute, hints[attribute.name], convention)
        for attribute in attrs.fields(kind)
        if attribute.name != "extra"
    )
    known = KnownNames(
        names=frozenset(field.wire for field in fields),
        nested={field.wire: field.kind for field in fields if field.kind is not None},
        lists=frozenset(field.wire for field in fields if field.loose and field.many),
    )
    plan = Plan(kind=kind, struct=_struct(kind, fields), fields=fields, known=known, swift=swift_of(kind, fields))
    _BUILDING[kind] = plan
    return plan


def _resolve(attribute: attrs.Attribute[Any], hint: Any, convention: Convention) -> Field:  # noqa: ANN401
    rule: Rule = attribute.metadata.get(Rule, _NO_RULE)
    inner, many = _shape(hint)
    form = rule.form or _form(inner, convention)
    return Field(
        name=attribute.name,
        alias=attribute.alias or attribute.name,
        wire=rule.name or convention.naming(attribute.name),
        form=form,
        kind=inner if form is None else None,
        many=many,
        rule=rule,
        shown=bool(attribute.repr),
        get=attrgetter(attribute.name),
        loose=convention.from_xml,
    )


def _shape(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 - a type expression
    if typing.get_origin(hint) in (Union, types.UnionType):
        (hint,) = (part for part in typing.get_args(hint) if part is not types.NoneType)
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return hint, False


def _form(inner: Any, convention: Convention) -> Form | None:  # noqa: ANN401 - a type expression
    if inner is Any or typing.get_origin(inner) is Mapping:
        return OPEN
    form = convention.form_of(inner)
    if form is None and not attrs.has(inner):
        message = f"no wire form is known for {inner!r}"
        raise TypeError(message)
    return form


def _struct(kind: type[Any], fields: tuple[Field, ...]) -> type[Any]:
    return msgspec.defstruct(
        f"_{kind.__name__}Wire",
        [(field.name, Any, () if field.many else None) for field in fields],
        rename={field.name: field.wire for field in fields},
        namespace=reading(fields),
        module=kind.__module__,
        gc=False,
    )


def reading(fields: Iterable[Field], names: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any] | None:
    """Return the ``__post_init__`` that reads the fields whose form can fail, or ``None`` if there are none.

    Args:
        fields: The fields of the Struct.
        names: Python name to Struct name, where they differ.
    """
    fields = tuple(fields)
    steps = tuple(
        (names.get(field.name, field.name), field.wire, field.form.read, field.many)
        for field in fields
        if field.form and field.form.read and not field.form.reads_all
    )

    def read_all(struct: Any) -> None:  # noqa: ANN401 - the Struct that is being filled
        for name, wire, read, many in steps:
            value = getattr(struct, name)
            if value is None or value == ():
                continue
            try:
                setattr(struct, name, tuple(map(read, listed(value, nested=False))) if many else read(value))
            except (TypeError, ValueError) as error:
                reason = f"`{wire}` {error}"
                raise ValueError(reason) from None

    return {"__post_init__": read_all} if steps else None


def _finish(plan: Plan) -> None:
    annotations: dict[str, Any] = {}
    for field in plan.fields:
        nested = None if field.kind is None else plan_of(field.kind).struct
        annotations[field.name] = wire_type(field, nested)
        setattr(plan.kind, field.name, view(field, nested))
    # msgspec looks at the annotations when the first decoder is made; by then models that hold each other are known.
    plan.struct.__annotations__ = annotations
    if plan.swift is not None:
        swift = {field.name: Optional[field.form.swift] for field in plan.fields if field.form and field.form.swift}  # noqa: UP045 - built at run time
        plan.swift.struct.__annotations__ = {**annotations, **swift}


def wire_type(field: Field, nested: type[Any] | None) -> Any:  # noqa: ANN401 - a type expression
    """Return the type that msgspec checks for a field; ``nested`` is the Struct of the model it holds."""
    inner: Any = field.form.accepts if field.form is not None else nested
    if inner is Any and not field.many:
        return Any
    if field.loose and (field.many or nested is not None):
        return loose_type(inner, many=field.many, nested=nested is not None)
    return Optional[tuple[inner, ...] if field.many else inner]  # noqa: UP045 - built at run time
