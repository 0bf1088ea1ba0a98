"""The control panel's calls about what happened: delivery, credits, one-time codes (2.1, 3.2, 3.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from crosstie.testing.smsit.panel import Panel
from crosstie.testing.smsit.wire import Json, RefusedError

__all__ = ["check_code", "credit_balance", "delivery_of_group_send", "delivery_to_contact", "make_code"]

_TYPES: Final = {"1": 1, "2": 2}


def credit_balance(panel: Panel, fields: Mapping[str, str]) -> Json:
    """Tell the balance; a success has no ``status``.

    Raises:
        RefusedError: -2.
    """
    kind = fields.get("type", "")
    if kind not in _TYPES:
        raise RefusedError(-2, "type must be 1 or 2")
    return {"creditbalancenumber": str(panel.credits[_TYPES[kind]]), "msg": "ok"}


def delivery_to_contact(panel: Panel, fields: Mapping[str, str]) -> Json:
    """Tell what became of the latest text to a number: earlier ones cannot be asked about (4).

    Raises:
        RefusedError: -2 or -3.
    """
    number = fields.get("number", "")
    if not number:
        raise RefusedError(-2, "number is missing")
    latest = panel.latest_to(number)
    if latest is None:
        raise RefusedError(-3, "number is unknown")
    seen = panel.looked_at(latest)
    return {"smsstatus": seen.status, "errormsg": seen.error}


def delivery_of_group_send(panel: Panel, fields: Mapping[str, str]) -> Json:
    """Count what became of a group send; texts that are still on their way count nowhere.

    Raises:
        RefusedError: -2 or -3.
    """
    number = fields.get("groupsmsid", "")
    if not number:
        raise RefusedError(-2, "groupsmsid is missing")
    statuses = [text.status for text in panel.of_group_send(number)]
    if not statuses:
        raise RefusedError(-3, "groupsmsid is unknown")
    failed = statuses.count(panel.rules.failed_status)
    return {"successful": str(statuses.count("delivered")), "failed": str(failed)}


def make_code(panel: Panel, _fields: Mapping[str, str]) -> Json:
    """Make a one-time code: six characters as in hexadecimal numbers (3.2), the same ones in every run."""
    number = panel.next_number("code")
    code = hashlib.sha256(f"one-time code {number}".encode()).hexdigest()[:6]
    panel.codes[code] = panel.clock.now()
    return {"status": "Success", "msg": "code made", "otp": code}


def check_code(panel: Panel, fields: Mapping[str, str]) -> Json:
    """Check a one-time code; it is good once. The answers of this call were not recovered: these words are ours."""
    made = panel.codes.pop(fields.get("otp", ""), None)
    life = panel.rules.otp_seconds
    if made is None or (life is not None and panel.clock.now() >= made + timedelta(seconds=life)):
        return {"status": "Failed", "msg": "code is not valid"}
    return {"status": "Success", "msg": "code is valid"}
