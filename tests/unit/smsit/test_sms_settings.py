"""What the host decides is decided in words that are known."""

from __future__ import annotations

from typing import Any

import pytest

from crosstie.errors import UsageError
from crosstie.systems.smsit import Settings


@pytest.mark.parametrize("name", ["consent", "spin", "phone_check", "gateway_numbers", "gateway_list"])
def test_a_misspelt_rule_is_refused(name: str) -> None:
    """It would count as the lenient one: texts without consent, numbers that are not checked."""
    misspelt: dict[str, Any] = {name: "Recorded"}
    with pytest.raises(UsageError, match=f"{name} of Settings is one of .*, not 'Recorded'"):
        Settings(**misspelt)


def test_every_rule_that_is_told_of_is_taken() -> None:
    """The lenient ones too, where they are asked for by name."""
    lenient = Settings(consent="unless_opted_out", spin="allow", phone_check="possible", gateway_numbers="national")
    assert (lenient.consent, lenient.spin, lenient.gateway_list) == ("unless_opted_out", "allow", "listID")
    assert Settings(gateway_list="listId").gateway_list == "listId"
