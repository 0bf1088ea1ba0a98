"""What the host decides is decided in words that are known."""

from __future__ import annotations

from typing import Any

import pytest

from crosstie.errors import UsageError
from crosstie.systems.smsit import QuietHours, Settings


@pytest.mark.parametrize("name", ["consent", "spin", "phone_check", "gateway_numbers", "gateway_list"])
def test_a_misspelt_rule_is_refused(name: str) -> None:
    """It would count as the lenient one: texts without consent, numbers that are not checked."""
    misspelt: dict[str, Any] = {name: "Recorded"}
    with pytest.raises(UsageError, match=f"{name} of Settings is one of .*, not 'Recorded'"):
        Settings(**misspelt)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("zone", "America/New_York"),
        ("country", 1),
        ("country", "+1"),
        ("country", ""),
        ("hours", (8, 21)),
    ],
)
def test_what_is_of_another_kind_is_refused_when_settings_are_made(name: str, wrong: object) -> None:
    """Not when the first text is sent, or the first page of contacts read."""
    given: dict[str, Any] = {name: wrong}
    with pytest.raises(UsageError):
        Settings(**given)


@pytest.mark.parametrize("wrong", ["08:00", 8, None])
def test_hours_that_are_no_times_are_refused(wrong: object) -> None:
    """Either of them."""
    for name in ("opens", "closes"):
        given: dict[str, Any] = {name: wrong}
        with pytest.raises(UsageError, match="two times"):
            QuietHours(**given)


def test_every_rule_that_is_told_of_is_taken() -> None:
    """The lenient ones too, where they are asked for by name."""
    lenient = Settings(consent="unless_opted_out", spin="allow", phone_check="possible", gateway_numbers="national")
    assert (lenient.consent, lenient.spin, lenient.gateway_list) == ("unless_opted_out", "allow", "listID")
    assert Settings(gateway_list="listId").gateway_list == "listId"
