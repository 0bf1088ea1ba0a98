"""The calls that change quotes and orders: header, lines, notes, export (fact sheet: rfms.md, 3.3 and 3.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from crosstie.core.exchange import Call
from crosstie.errors import DecodeError, UsageError
from crosstie.models import changes, check_record
from crosstie.models.excerpt import excerpt
from crosstie.systems.rfms import routes
from crosstie.systems.rfms.api_documents import Kind, number_of
from crosstie.systems.rfms.envelope import Envelope, words
from crosstie.systems.rfms.models_base import write_id
from crosstie.systems.rfms.models_documents import Document, Line
from crosstie.systems.rfms.requests import call_of, filled
from crosstie.systems.rfms.settings import Settings

__all__ = ["export", "history", "lines", "notes", "nothing", "order_notes", "removal", "unlock", "update"]

D = TypeVar("D", bound=Document)

_NOTES: Final = {"publicNotes", "privateNotes", "workOrderNotes"}


def nothing(answer: Envelope) -> None:
    """Take any success for an answer: there is no sample of one (3.3)."""
    del answer


# -- header ------------------------------------------------------------------------------------------------------------


def update(kind: Kind[D], draft: D, *, base: D | None, replace_notes: bool) -> Call[None]:
    """Change fields of the header."""
    check_record(kind.record, draft, base)
    number = number_of(draft.number)
    fields = changes(draft, base) if base is not None else _set(draft)
    _check_update(fields, replace_notes=replace_notes)
    return call_of(f"{kind.name}.update", kind.update, nothing, body={"number": number, **fields})


def _set(draft: Document) -> dict[str, Any]:
    fields = draft.to_wire(writable=True)
    fields.pop("number", None)
    return fields


def _check_update(fields: Mapping[str, Any], *, replace_notes: bool) -> None:
    if not fields:
        message = "There is nothing to change in this document."
        raise UsageError(message)
    emptied = sorted(name for name, value in fields.items() if value is None)
    if emptied:
        message = f"RFMS takes null as unchanged, so this would not empty {', '.join(emptied)}."
        raise UsageError(message, advice='Set a text to "" to empty it; other fields cannot be emptied.')
    if "lines" in fields:
        message = "Lines are not changed with the header."
        raise UsageError(message, advice="Use add_lines, change_lines and remove_lines (Enterprise tier).")
    sent = _NOTES & set(fields)
    if sent and (not replace_notes or sent == set(fields)):
        # The same body means two things: notes alone are appended, beside any other field they replace (3.3).
        message = "RFMS appends notes that are sent alone, and replaces them when another field is sent with them."
        raise UsageError(message, advice="Use add_notes, or pass replace_notes=True with at least one other field.")


# -- lines -------------------------------------------------------------------------------------------------------------


def lines(kind: Kind[D], operation: str, number: str, edited: Sequence[Line], *, existing: bool) -> Call[None]:
    """Add lines, which have no id, or change lines, which have one."""
    wrong = [line for line in edited if (line.id is not None) != existing or line.delete]
    if wrong or not edited:
        state = "need the ids that RFMS gave them" if existing else "must not have an id yet"
        message = f"{len(wrong)} of {len(edited)} lines cannot be sent: they {state}."
        raise UsageError(message)
    body = {"number": number_of(number), "lines": [line.to_wire(writable=True) for line in edited]}
    return call_of(f"{kind.name}.{operation}", kind.update, nothing, body=body)


def removal(kind: Kind[D], number: str, line_ids: Sequence[str]) -> Call[None]:
    """Remove lines."""
    if not line_ids:
        message = "No line to remove was named."
        raise UsageError(message)
    body = {"number": number_of(number), "lines": [{"id": write_id(name), "delete": True} for name in line_ids]}
    return call_of(f"{kind.name}.remove_lines", kind.update, nothing, body=body)


# -- notes -------------------------------------------------------------------------------------------------------------


def notes(kind: Kind[D], number: str, *, public: str | None, private: str | None, work_order: str | None) -> Call[None]:
    """Append notes with a body of nothing else."""
    fields = _notes(public, private, work_order)
    if not fields:
        message = "There are no notes to add."
        raise UsageError(message)
    return call_of(f"{kind.name}.add_notes", kind.update, nothing, body={"number": number_of(number), **fields})


def order_notes(
    number: str,
    *,
    public: str | None,
    private: str | None,
    work_order: str | None,
    of_lines: Mapping[str, str],
) -> Call[None]:
    """Append notes through the endpoint for it, which works even after job costing."""
    fields: dict[str, object] = {**_notes(public, private, work_order)}
    if of_lines:
        fields["lineNotes"] = [{"id": write_id(name), "note": note} for name, note in of_lines.items()]
    if not fields:
        message = "There are no notes to add."
        raise UsageError(message)
    body = {"number": number_of(number), **fields}
    return call_of("orders.add_notes", routes.ADD_ORDER_NOTES, nothing, body=body)


def _notes(public: str | None, private: str | None, work_order: str | None) -> dict[str, object]:
    return filled(
        {"publicNotes": public or None, "privateNotes": private or None, "workOrderNotes": work_order or None}
    )


# -- export, history, locks --------------------------------------------------------------------------------------------


def export(number: str, settings: Settings, resume: str | None) -> Call[str]:
    """Turn a quote into an order; done twice, there are two."""

    def decode(answer: Envelope) -> str:
        order = words(answer.detail)
        if order is None:
            message = "RFMS exported the quote, but did not say to which order."
            raise DecodeError(message, excerpt=excerpt(answer.body))
        return order

    path = {"number": number_of(number)}
    return call_of("quotes.export", routes.EXPORT_QUOTE, decode, path=path, resume=resume, settings=settings)


def history(number: str) -> Call[str | None]:
    """Read which quote or estimate an order came from."""

    def decode(answer: Envelope) -> str | None:
        return words(answer.detail)

    return call_of("orders.history", routes.ORDER_HISTORY, decode, path={"number": number_of(number)})


def unlock(kind: Kind[D], lock_id: str) -> Call[None]:
    """Release a lock: a write, although RFMS takes it as a GET."""
    return call_of(f"{kind.name}.unlock", routes.UNLOCK, nothing, path={"lock_id": lock_id})
