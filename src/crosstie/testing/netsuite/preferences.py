"""What the headers and parameters of a call ask for besides the call itself (fact sheet 2.2, 2.6, 2.7)."""

from __future__ import annotations

from typing import Final, cast

from crosstie.core.messages import Request
from crosstie.testing.netsuite.fields import Policy
from crosstie.testing.netsuite.refusals import refuse, refuse_unplayed
from crosstie.testing.netsuite.rendering import View
from crosstie.testing.netsuite.writes import Manner
from crosstie.testing.reading import header_of, param_of

__all__ = ["asks_for_form", "is_batch", "manner_of", "prefers", "view_of"]

_NAMES: Final = "X-NetSuite-PropertyNameValidation"
_VALUES: Final = "X-NetSuite-PropertyValueValidation"
_POLICIES: Final = frozenset({"error", "warning", "ignore"})
_FORMS: Final = ("type=create-form", "type=edit-form")


def prefers(request: Request, what: str) -> bool:
    """Say whether the ``Prefer`` header asks for something, such as ``transient`` or ``respond-async``."""
    said = (header_of(request, "prefer") or "").replace('"', "").lower()
    return what in {part.strip().replace(" ", "") for part in said.split(",")}


def is_batch(request: Request) -> bool:
    """Say whether the body is a collection of records, or parameters name several (2.7)."""
    kind = (header_of(request, "content-type") or "").replace(" ", "").lower()
    return "type=collection" in kind or param_of(request, "ids") is not None


def asks_for_form(request: Request) -> bool:
    """Say whether a filled form is wanted, with nothing saved (2.1).

    Raises:
        Refusal: 501 for the allowed values of a field, which are not played: nothing may be saved for them either.
    """
    accept = (header_of(request, "accept") or "").replace(" ", "").lower()
    if "type=select-options" in accept:
        refuse_unplayed("The list of allowed values")
    return any(form in accept for form in _FORMS)


def view_of(request: Request) -> View:
    """Read how a record is to be shown."""
    fields = param_of(request, "fields")
    return View(
        expand=_flag(request, "expandSubResources"),
        fields=None if fields is None else frozenset(name.strip() for name in fields.split(",") if name.strip()),
        simple_enums=_flag(request, "simpleEnumFormat"),
    )


def manner_of(request: Request) -> Manner:
    """Read how a write is to be taken.

    Raises:
        Refusal: 400 for a validation header with another value.
    """
    replace = (param_of(request, "replace") or "").split(",")
    return Manner(
        names=_policy(request, _NAMES, "warning"),
        values=_policy(request, _VALUES, "error"),
        replace=frozenset(name.strip() for name in replace if name.strip()),
        selected_only=_flag(request, "replaceSelectedFields"),
    )


def _policy(request: Request, header: str, default: Policy) -> Policy:
    said = (header_of(request, header.lower()) or default).lower()
    if said not in _POLICIES:
        refuse("INVALID_REQUEST", f"{header} is one of error, warning and ignore.", header=header)
    return cast("Policy", said)


def _flag(request: Request, name: str) -> bool:
    said = param_of(request, name)
    if said not in {None, "true", "false"}:
        refuse("INVALID_PARAMETER", f"{name} is true or false.", query=name)
    return said == "true"
