"""Where a record is expected, nothing else is taken for one."""

from __future__ import annotations

import pytest

from crosstie.errors import UsageError
from crosstie.models import check_record
from crosstie.systems.quickbooks import Customer, Item


class _Regular(Customer):
    """A host's own kind of customer."""


@pytest.mark.parametrize("base", [None, Customer(), _Regular()], ids=["none", "customer", "subclass"])
def test_a_record_of_the_kind_is_taken(base: Customer | None) -> None:
    """One of a subclass too, and with the record that it was made from or without."""
    check_record(Customer, Customer(), base)
    check_record(Customer, _Regular(), base)


@pytest.mark.parametrize(
    ("given", "named"),
    [({"display_name": "Ida"}, "dict"), ("Ida", "str"), (None, "NoneType"), (Item(name="Ida"), "Item")],
    ids=["mapping", "text", "nothing", "another kind"],
)
def test_anything_else_is_the_callers_mistake(given: object, named: str) -> None:
    """The error says what is expected and what came, and repeats no value."""
    with pytest.raises(UsageError, match=f"A Customer of quickbooks is expected here, not {named}") as refused:
        check_record(Customer, given)
    assert "Ida" not in str(refused.value)


def test_a_base_is_a_record_as_well() -> None:
    """An update from a mapping that was kept somewhere is refused before anything differs from it."""
    with pytest.raises(UsageError, match="not dict"):
        check_record(Customer, Customer(), {"display_name": "Ida"})
