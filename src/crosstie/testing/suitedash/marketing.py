"""Putting people into marketing audiences: one outcome each, and 200 as soon as one of them worked (3.4)."""

from __future__ import annotations

from typing import Any, cast

from crosstie.testing.suitedash.account import Account
from crosstie.testing.suitedash.wire import Json, RefusedError, invalid

__all__ = ["subscribe"]


def subscribe(account: Account, sent: Any) -> Json:  # noqa: ANN401 - JSON of any shape
    """Subscribe people.

    Raises:
        RefusedError: 422: the body has not the form that this account takes, or nobody could be subscribed.
    """
    outcomes = [_one(account, person) for person in _people(account, sent)]
    if not any(outcome["success"] for outcome in outcomes):
        raise RefusedError(422, "No contact could be subscribed", {"audiences": [o["message"] for o in outcomes]})
    account.writes["subscribe"] += 1
    return {"success": True, "data": outcomes}


def _people(account: Account, sent: object) -> list[Json]:
    if account.rules.subscribe_body == "array" and isinstance(sent, list):
        return cast("list[Json]", sent)
    if account.rules.subscribe_body == "object" and isinstance(sent, dict):
        body = cast("Json", sent)
        audience = str(body.get("audience"))
        numbers = [int(audience)] if audience.isdigit() else []
        people = cast("list[Json]", body.get("contacts") or [])
        return [{**person, "audiences": numbers} for person in people]
    raise invalid({"body": ["has not the expected form"]})


def _one(account: Account, person: Json) -> Json:
    email, audiences = str(person.get("email") or ""), cast("list[Any]", person.get("audiences") or [])
    if "@" not in email:
        return {"email": email, "success": False, "message": "Email is not valid"}
    unknown = [number for number in audiences if number not in account.audiences]
    if unknown or not audiences:
        return {"email": email, "success": False, "message": "Audience does not exist"}
    for number in audiences:
        account.audiences[number].add(email.casefold())
    return {"email": email, "success": True, "message": "Subscribed"}
