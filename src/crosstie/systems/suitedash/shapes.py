"""How sync reaches the fields of SuiteDash's records, and what those records can and cannot do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar, cast

import attrs

from crosstie.core.endpoint import Abilities, Values
from crosstie.core.shapes import Shape
from crosstie.errors import UsageError
from crosstie.models import Record
from crosstie.models.plan import plan_of
from crosstie.systems.suitedash.models_contacts import Company, Contact
from crosstie.systems.suitedash.models_projects import Project

__all__ = [
    "COMPANY",
    "CONTACT",
    "LINK",
    "PROJECT",
    "abilities_of",
    "built",
    "changed",
    "check",
    "check_project_paths",
    "same",
    "values_of",
]

R = TypeVar("R", bound=Record)

CONTACT: Final = Shape(Contact, id="uid", active="active")
COMPANY: Final = Shape(Company, id="uid")
PROJECT: Final = Shape(Project, id="uid")

LINK: Final = "company"
"""The path of a contact's company: the name of the first one, and when written, one that is linked."""

_CUSTOM: Final = ("custom_fields", "project_custom_fields")
_LISTED: Final = frozenset({"uid", "name", "status", "start_date", "end_date", "due_time", "created"})


def abilities_of(kind: type[Record], *, finds: Collection[str], hinted: bool, fixed: Collection[str]) -> Abilities:
    """Return what a kind can do: no versions, no keys, and no telling what changed but by webhooks or by listing all.

    Args:
        kind: The model.
        finds: Paths that can be looked up.
        hinted: Whether webhooks tell what changed.
        fixed: Fields that can be given on creation only.
    """
    unwritable = {field.name for field in plan_of(kind).fields if field.rule.read_only or field.rule.identity}
    return Abilities(
        feed="token" if hinted else "scan",
        finds=frozenset(finds),
        cannot_hold=frozenset(unwritable | set(fixed)),
        reads=1,
        query="hinted" if hinted else "all",
    )


def check(shape: Shape[Any], paths: Collection[str]) -> None:
    """Refuse paths that records do not have; custom fields are reached by uid, as ``custom_fields.<uid>``.

    Raises:
        UsageError: A path is unknown.
    """
    shape.check([_custom(path)[0] if _custom(path)[1] else path for path in paths])


def check_project_paths(paths: Collection[str], *, whole: bool) -> None:
    """Refuse paths that projects do not have, or that their lists do not show.

    Raises:
        UsageError: The message names them.
    """
    check(PROJECT, paths)
    hidden = sorted(path for path in paths if path not in _LISTED)
    if hidden and not whole:
        message = f"Lists of projects do not show {', '.join(hidden)}."
        raise UsageError(message, advice="Use endpoint(whole=True), which costs a call for every project.")


def values_of(shape: Shape[R], record: R, paths: Collection[str]) -> Values:
    """Return values by path, with empty texts as what they mean: nothing."""
    return {path: None if value == "" else value for path, value in shape.values_of(record, paths).items()}


def built(shape: Shape[R], values: Values) -> R:
    """Make a record of values; ``None`` is left out.

    Raises:
        UsageError: A path is unknown, or a value does not fit.
    """
    plain, custom = _sorted({path: value for path, value in values.items() if value is not None})
    return attrs.evolve(shape.build(plain), **custom)


def changed(shape: Shape[R], record: R, values: Values) -> R:
    """Return a record with values in place of its own; of custom fields only those that are named change.

    Raises:
        UsageError: A path is unknown, or a value does not fit.
    """
    plain, custom = _sorted(values)
    merged = {name: _custom_of(record, name) | wanted for name, wanted in custom.items()}
    return attrs.evolve(shape.changed(record, plain), **merged)


def same(held: str | None, wanted: object) -> bool:
    """Compare an e-mail address or a name, up to letter case and surrounding blanks."""
    return held is not None and held.strip().casefold() == str(wanted).strip().casefold()


def _custom(path: str) -> tuple[str, str]:
    name, _, uid = path.partition(".")
    return (name, uid) if name in _CUSTOM else (path, "")


def _sorted(values: Values) -> tuple[dict[str, object], dict[str, Any]]:
    """Part the values of custom fields, by the field that holds them, from the others."""
    plain: dict[str, object] = {}
    custom: dict[str, dict[str, object]] = {}
    for path, value in values.items():
        name, uid = _custom(path)
        if uid:
            custom.setdefault(name, {})[uid] = _jsonable(value)
        else:
            plain[path] = value
    return plain, custom


def _custom_of(record: Record, name: str) -> dict[str, Any]:
    return dict(cast("Mapping[str, Any]", getattr(record, name) or {}))


def _jsonable(value: object) -> object:
    """Return multi-select values as the list that JSON has for them."""
    return list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
