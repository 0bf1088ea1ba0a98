"""The control panel's calls under ``/apis/``: name to what it does, and the shape of its answer (2.1, 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.smsit import panel_contacts, panel_reports, panel_sends
from crosstie.testing.smsit.panel import Panel
from crosstie.testing.smsit.wire import Json, RefusedError, answered, fields_of, page_of_html

__all__ = ["CALLS", "LostSave", "PanelCall", "answer_call"]

Handler: TypeAlias = Callable[[Panel, Mapping[str, str]], Json]


@attrs.frozen(kw_only=True)
class PanelCall:
    """One call.

    Attributes:
        handle: What it does.
        in_array: Whether the server's source answers an array that holds one object.
        effect: Whether it changes or sends something, or gives something away.
    """

    handle: Handler
    in_array: bool = False
    effect: bool = False


# Letter case matters: the vendor spells the two calls for one-time codes differently (2.1).
CALLS: Final[Mapping[str, PanelCall]] = {
    "addcontact": PanelCall(handle=panel_contacts.add_contact, in_array=True, effect=True),
    "getcontacts": PanelCall(handle=panel_contacts.get_contacts),
    "smsgroup": PanelCall(handle=panel_sends.send_to_group, in_array=True, effect=True),
    "smscontact": PanelCall(handle=panel_sends.send_to_contact, in_array=True, effect=True),
    "getbulksmsdeliveryreport": PanelCall(handle=panel_reports.delivery_of_group_send),
    "getcontactsmsdeliveryreport": PanelCall(handle=panel_reports.delivery_to_contact),
    "getcreditbalance": PanelCall(handle=panel_reports.credit_balance, in_array=True),
    "addappointment": PanelCall(handle=panel_contacts.add_appointment, in_array=True, effect=True),
    "generateOTP": PanelCall(handle=panel_reports.make_code, effect=True),
    "validateOtp": PanelCall(handle=panel_reports.check_code, effect=True),
}


@attrs.frozen(kw_only=True)
class LostSave:
    """An internal failure to save, after which the answer says nothing (4).

    Attributes:
        after_effect: Whether the effect happened nevertheless.
        form: Whether the element without a status is an empty object or an empty list.
    """

    after_effect: bool
    form: Literal["object", "list"]


def answer_call(panel: Panel, name: str, request: Request, lost: LostSave | None) -> Response:
    """Carry out a call: HTTP 200 whatever happens, with a negative ``status`` for a refusal (0, point 5)."""
    if request.method not in {"GET", "POST"}:
        return page_of_html(405)
    call, fields = CALLS[name], fields_of(request)
    try:
        _admit(panel, fields)
        element = call.handle(panel, fields) if lost is None or lost.after_effect else None
    except RefusedError as refusal:
        return _shaped(panel, call, {"status": str(refusal.code), "msg": refusal.message})
    if call.effect and element is not None:
        panel.writes[name] += 1
    return _shaped(panel, call, element if lost is None else {} if lost.form == "object" else [])


def _admit(panel: Panel, fields: Mapping[str, str]) -> None:
    if fields.get("apikey") != panel.rules.api_key:
        raise RefusedError(-1, "apikey is not valid")
    if not panel.rules.plan_has_api:
        raise RefusedError(-20, "plan has no access to the API")


def _shaped(panel: Panel, call: PanelCall, element: object) -> Response:
    in_array = call.in_array and panel.rules.answer_shape == "source"
    return answered(200, [element] if in_array else element)
