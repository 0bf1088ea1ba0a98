"""Create, change and delete records, whoever asks: the API or a person (fact sheet 2.1, 2.2, 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json
from crosstie.testing.netsuite.documents import complete_document
from crosstie.testing.netsuite.entities import complete_entity, complete_item
from crosstie.testing.netsuite.fields import Field, Intake, Policy, take_fields, take_sublist
from crosstie.testing.netsuite.record_types import RecordType
from crosstie.testing.netsuite.records import Record
from crosstie.testing.netsuite.refusals import Problem, Refusal, refuse
from crosstie.testing.netsuite.sources import release_source
from crosstie.testing.netsuite.sublists import merged

__all__ = ["Manner", "change", "create", "delete", "draft", "upsert"]


@attrs.frozen(kw_only=True)
class Manner:
    """How a write is to be taken (2.2).

    Attributes:
        names: What an unknown property causes.
        values: What a value of the wrong shape causes.
        replace: The sublists whose lines are to become the whole, and the fields that a null may clear.
        selected_only: Whether a null clears only what ``replace`` names.
        warnings: What was left out, filled by the write.
    """

    names: Policy = "warning"
    values: Policy = "error"
    replace: frozenset[str] = frozenset()
    selected_only: bool = False
    warnings: list[str] = attrs.field(factory=list[str], eq=False)


def create(account: Account, record_type: RecordType, body: Json, manner: Manner) -> Record:
    """Make a record.

    Raises:
        Refusal: 400.
    """
    data = draft(account, record_type, body, manner, None)
    account.run_scripts(record_type)
    return account.insert(record_type, data)


def change(account: Account, record: Record, body: Json, manner: Manner) -> Record:
    """Change some properties of a record.

    Raises:
        Refusal: 400.
    """
    old = account.copy(record)
    data = draft(account, record.type, body, manner, record)
    account.run_scripts(record.type)
    account.replace(record, data, moved=account.rules.line_edit_moves_header or _header_differs(old, data))
    account.note("update", record)
    return record


def upsert(account: Account, record_type: RecordType, external: str, body: Json, manner: Manner) -> Record:
    """Change the record of an external id, or make it (2.1).

    Raises:
        Refusal: 400.
    """
    known = account.by_external_id(record_type, external)
    whole = {**body, "externalId": external}
    return create(account, record_type, whole, manner) if known is None else change(account, known, whole, manner)


def delete(account: Account, record: Record) -> None:
    """Delete a record; what was made from other documents is given back to them.

    Raises:
        Refusal: 400 while other records depend on it.
    """
    if account.users.get(record.key):
        detail = f"{record.name} cannot be deleted, because other records depend on it."
        raise Refusal(Problem("USER_ERROR", detail))
    data = account.copy(record)
    account.remove(record)
    release_source(account, data)


def draft(
    account: Account,
    record_type: RecordType,
    body: Json,
    manner: Manner,
    own: Record | None,
    *,
    seed: Json | None = None,
) -> Json:
    """Return the properties that a record would have, without storing them.

    Args:
        account: Where.
        record_type: What it is.
        body: What was sent.
        manner: How it is to be taken.
        own: The record as it stands, if it is there already.
        seed: What a new one begins with, copied from another document.

    Raises:
        Refusal: 400.
    """
    old = {} if own is None else account.copy(own)
    intake = Intake(names=manner.names, values=manner.values)
    plain = {name: value for name, value in body.items() if name not in record_type.sublists}
    taken = take_fields(record_type.fields, plain, intake)
    data = _combined(old if seed is None else seed, taken, manner)
    for name in record_type.sublists:
        if name in body:
            data[name] = _lines(record_type, name, body[name], data, intake, manner)
    _check_refs(account, record_type, data, intake)
    intake.settle()
    manner.warnings.extend(intake.warnings)
    _check_external_id(account, record_type, data, own)
    _complete(account, record_type, data, old, own)
    return data


def _combined(old: Json, taken: Json, manner: Manner) -> Json:
    data = {**old}
    for name, value in taken.items():
        if value is not None:
            data[name] = value
        elif not manner.selected_only or name in manner.replace:
            data.pop(name, None)
    return data


def _lines(record_type: RecordType, name: str, value: object, data: Json, intake: Intake, manner: Manner) -> list[Json]:
    sublist = record_type.sublists[name]
    if value is None:
        return []
    sent = take_sublist(sublist, value, intake, name)
    return merged(sublist, data.get(name, []), sent, replace=name in manner.replace)


def _check_refs(account: Account, record_type: RecordType, data: Json, intake: Intake) -> None:
    """A reference to nothing is always refused, whatever the headers say: it is a semantic error (2.2)."""

    def check(fields: Mapping[str, Field], held: Json, path: str) -> None:
        for name, field in fields.items():
            wrong = field.shape == "ref" and name in held and account.display(field.target, held[name]) is None
            if wrong:
                detail = f"{path}{name}: There is no {field.target} {held[name]}."
                intake.problems.append(Problem("INVALID_CONTENT", detail, path + name))

    check(record_type.fields, data, "")
    for name, sublist in record_type.sublists.items():
        for place, line in enumerate(data.get(name, [])):
            check(sublist.fields, line, f"{name}.items[{place}].")


def _check_external_id(account: Account, record_type: RecordType, data: Json, own: Record | None) -> None:
    if data.get("externalId") is None:
        return
    holder = account.by_external_id(record_type, data["externalId"])
    if holder is not None and holder is not own:
        refuse("INVALID_CONTENT", f"The external id {data['externalId']} is taken.", "externalId")


def _complete(account: Account, record_type: RecordType, data: Json, old: Json, own: Record | None) -> None:
    if record_type.family == "entity":
        complete_entity(account, record_type, data, own)
    elif record_type.family == "item":
        complete_item(account, data, own)
    else:
        complete_document(account, record_type, data, old)


_OF_LINES: Final = frozenset({"item", "subtotal", "total", "taxTotal", "amountRemaining", "status", "orderStatus"})


def _header_differs(old: Json, new: Json) -> bool:
    return any(old.get(name) != new.get(name) for name in old.keys() | new.keys() if name not in _OF_LINES)
