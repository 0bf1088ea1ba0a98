"""The fields of contacts, companies and projects: which there are, what they hold, when they may be sent (3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, cast

import attrs

from crosstie.testing.suitedash.rules import SuiteDashRules
from crosstie.testing.suitedash.wire import Json, invalid

__all__ = ["COMPANY", "CONTACT", "PROJECT", "CustomField", "Field", "Kind", "checked", "schema"]

Kind: TypeAlias = Literal["contact", "company", "project"]
FieldKind: TypeAlias = Literal[
    "text", "email", "url", "flag", "number", "texts", "object", "role", "day", "time", "status", "custom"
]

_ROLES: Final = ("Lead", "Client", "Prospect")
_DAY: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):(00|30)")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@attrs.frozen
class Field:
    """One field: its kind, and the actions it takes part in (``c`` create, ``u`` update, ``r`` read)."""

    kind: FieldKind
    use: str = "cur"
    required: bool = False


@attrs.frozen(kw_only=True)
class CustomField:
    """A field of the account's own, addressed by its uid (2.6)."""

    uid: str
    name: str
    type: Literal["text", "date", "number", "multi_select"] = "text"


_PHONES: Final = {name: Field("text") for name in ("phone", "home_phone", "work_phone", "shop_phone")}

CONTACT: Final[Mapping[str, Field]] = {
    "uid": Field("text", "r"),
    "role": Field("role", "cr", required=True),
    "first_name": Field("text", required=True),
    "last_name": Field("text", required=True),
    "email": Field("email"),
    "name_prefix": Field("text"),
    "home_email": Field("email"),
    "work_email": Field("email"),
    **_PHONES,
    "title": Field("text"),
    "website": Field("url"),
    "background_info": Field("text"),
    "address": Field("object"),
    "full_address": Field("text", "r"),
    "tags": Field("texts"),
    "circles": Field("object"),
    "companies": Field("object", "r"),
    "company": Field("object", "cu"),
    "custom_fields": Field("custom"),
    "worlds": Field("object", "cu"),
    "send_welcome_email": Field("flag", "cu"),
    "active": Field("flag", "r"),
    "created": Field("text", "r"),
}

COMPANY: Final[Mapping[str, Field]] = {
    "uid": Field("text", "r"),
    "name": Field("text", required=True),
    "role": Field("role", "cr", required=True),
    "primaryContact": Field("object", "cr"),
    "category": Field("object", "cr"),
    **_PHONES,
    "website": Field("url"),
    "background_info": Field("text"),
    "address": Field("object"),
    "full_address": Field("text", "ur"),
    "tags": Field("texts"),
    "custom_fields": Field("custom"),
    "created": Field("text", "r"),
}

PROJECT: Final[Mapping[str, Field]] = {
    "uid": Field("text", "r"),
    "name": Field("text", "ur"),
    "status": Field("status", "ur"),
    "start_date": Field("day", "ur"),
    "end_date": Field("day", "ur"),
    "due_time": Field("time", "ur"),
    "info_description": Field("text", "ur"),
    "info_title_client": Field("text", "ur"),
    "info_description_client": Field("text", "ur"),
    "business_sector": Field("text", "ur"),
    "estimated_value": Field("number", "ur"),
    "estimated_value_currency": Field("text", "ur"),
    "project_custom_fields": Field("custom", "ur"),
    "created": Field("text", "r"),
}

_FIELDS: Final[Mapping[Kind, Mapping[str, Field]]] = {"contact": CONTACT, "company": COMPANY, "project": PROJECT}
_CREATE_ONLY: Final = frozenset({"role", "primaryContact", "category"})


def _table(kind: Kind, rules: SuiteDashRules) -> Mapping[str, Field]:
    fields = _FIELDS[kind]
    if kind != "company" or rules.custom_key == "custom_fields":
        return fields
    return {rules.custom_key if name == "custom_fields" else name: field for name, field in fields.items()}


def schema(kind: Kind, rules: SuiteDashRules, custom: Sequence[CustomField]) -> Json:
    """Return the answer of a ``meta`` call; its nesting was not found, so this is one that a client must survive."""
    words = {"c": "create", "u": "update", "r": "read"}
    own = {
        name: {"type": field.kind, "required": field.required, "actions": [words[use] for use in field.use]}
        for name, field in _table(kind, rules).items()
        if field.kind != "custom"
    }
    further = {
        field.uid: {"type": field.type, "name": field.name, "required": False, "actions": ["create", "read", "update"]}
        for field in custom
    }
    return {**own, **further}


def checked(
    kind: Kind,
    sent: Json,
    action: Literal["create", "update"],
    rules: SuiteDashRules,
    *,
    custom: Sequence[CustomField],
    statuses: Sequence[str] = (),
) -> Json:
    """Return what was sent, without what is ignored.

    Raises:
        RefusedError: 422 with a line for each field that is not acceptable.
    """
    taken: Json = {}
    problems: dict[str, list[str]] = {}
    for name, value in sent.items():
        field = _table(kind, rules).get(name)
        if field is None or action[0] not in field.use:
            taken |= _beside_the_rules(name, value, field, rules, problems)
            continue
        words = _wrong_null(field, action) if value is None else list(_wrong(field, value, rules, custom, statuses))
        if words:
            problems[name] = words
        elif field.kind == "custom" and value:
            taken[name] = _by_uid(cast("Json", value), custom)
        else:
            taken[name] = value
    if action == "create":
        problems = _missing(kind, sent) | problems
    if problems:
        raise invalid(problems)
    return taken


def _beside_the_rules(
    name: str, value: object, field: Field | None, rules: SuiteDashRules, problems: dict[str, list[str]]
) -> Json:
    """Judge a field that is not known, or not in this action."""
    if field is not None and name in _CREATE_ONLY:
        if rules.role_on_update == "taken":
            return {name: value}
        if rules.role_on_update == "refused":
            problems[name] = ["cannot be changed"]
    elif rules.unknown_fields == "refused":
        problems[name] = ["is not a known attribute"]
    return {}


def _wrong_null(field: Field, action: Literal["create", "update"]) -> list[str]:
    # On creation, what is missing is said for all fields together.
    return ["is required"] if field.required and action == "update" else []


def _missing(kind: Kind, taken: Json) -> dict[str, list[str]]:
    wanted = [name for name, field in _FIELDS[kind].items() if field.required]
    if kind == "contact" and taken.get("role") != "Lead":
        wanted.append("email")
    return {name: ["is required"] for name in wanted if taken.get(name) is None or taken.get(name) == ""}


def _wrong(
    field: Field,
    value: Any,  # noqa: ANN401 - JSON of any shape
    rules: SuiteDashRules,
    custom: Sequence[CustomField],
    statuses: Sequence[str],
) -> Iterator[str]:
    match field.kind:
        case "role":
            if value not in _ROLES:
                yield "must be one of " + ", ".join(_ROLES)
        case "status":
            if value not in statuses:
                yield "is not a status of this account"
        case "custom":
            yield from _wrong_custom(value, rules, custom)
        case _:
            if not _fits(field.kind, value, rules):
                yield f"is not a valid {field.kind}"


def _fits(kind: FieldKind, value: Any, rules: SuiteDashRules) -> bool:  # noqa: ANN401, PLR0911 - one line for each kind
    match kind:
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "texts":
            return isinstance(value, list) and all(isinstance(entry, str) for entry in cast("list[object]", value))
        case "object":
            return isinstance(value, dict)
        case "day":
            return isinstance(value, str) and _DAY.fullmatch(value) is not None
        case "time":
            return isinstance(value, str) and _TIME.fullmatch(value) is not None
        case "email":
            return isinstance(value, str) and (not value or _EMAIL.fullmatch(value) is not None)
        case "url":
            return isinstance(value, str) and (not rules.website_scheme or not value or "://" in value)
        case _:
            return isinstance(value, str)


def _wrong_custom(value: Any, rules: SuiteDashRules, custom: Sequence[CustomField]) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, dict):
        yield "must be an object keyed by uid"
        return
    known = {field.uid: field for field in custom}
    for name, entry in cast("Json", value).items():
        field = known.get(name)
        if field is None:
            if rules.unknown_fields == "refused":
                yield f"{name} is not the uid of a custom field"
        elif entry is not None and not _fits_custom(field, entry):
            yield f"{name} does not take this value"


def _fits_custom(field: CustomField, value: object) -> bool:
    if field.type == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, list if field.type == "multi_select" else str)


def _by_uid(values: Json, custom: Sequence[CustomField]) -> Json:
    known = {field.uid for field in custom}
    return {name: value for name, value in values.items() if name in known}
