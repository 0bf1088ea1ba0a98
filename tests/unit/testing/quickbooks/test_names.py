"""Names, parents and making inactive, against fact sheet sections 3.2, 3.3, 7.1 and 7.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import UsageError
from crosstie.testing.quickbooks import QuickBooksSimulator

if TYPE_CHECKING:
    from tests.unit.testing.quickbooks.conftest import Caller


def test_display_name_falls_back_to_the_parts_of_the_name(qbo: Caller) -> None:
    """DisplayName or at least one part of the name is needed (3.2); without any it is 6080 (5.4)."""
    assert qbo.made("customer", {"GivenName": "Ada", "FamilyName": "Berg"})["DisplayName"] == "Ada Berg"
    assert qbo.post("customer", {"Notes": "nobody"}).codes == ["6080"]


@pytest.mark.parametrize("path", ["customer", "vendor", "employee"])
def test_display_name_is_unique_over_customers_vendors_and_employees(qbo: Caller, path: str) -> None:
    """One name space for three kinds: 6240 with the recorded detail, which holds no Id (7.2)."""
    qbo.made("customer", {"DisplayName": "Castillo Homes"})
    answer = qbo.post(path, {"DisplayName": "Castillo Homes"})
    assert (answer.status, answer.codes) == (400, ["6240"])
    assert answer.error["Message"] == "Duplicate Name Exists Error"
    assert answer.error["Detail"] == "The name supplied already exists. : null"


def test_names_are_compared_without_case_and_blanks(qbo: Caller) -> None:
    """The comparison ignores case and trims blanks (7.2)."""
    qbo.made("vendor", {"DisplayName": "Castillo Homes"})
    assert qbo.post("customer", {"DisplayName": "  CASTILLO homes "}).codes == ["6240"]


def test_name_given_up_is_free_again(qbo: Caller) -> None:
    """After a rename the old name can be taken, the new one cannot, and an object may keep its own."""
    qbo.made("customer", {"DisplayName": "Old"})
    qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "DisplayName": "New"})
    assert qbo.post("vendor", {"DisplayName": "Old"}).status == 200
    assert qbo.post("vendor", {"DisplayName": "new"}).codes == ["6240"]
    assert qbo.post("customer", {"Id": "1", "SyncToken": "1", "sparse": True, "DisplayName": "NEW"}).status == 200


def test_item_names_are_unique_among_items_only(shop: Caller) -> None:
    """An item may be called like a customer, but not like another item (3.3)."""
    shop.made("item", {"Name": "Castillo Homes", "IncomeAccountRef": {"value": "1"}})
    assert shop.post("item", {"Name": "oak PLANK", "IncomeAccountRef": {"value": "1"}}).codes == ["6240"]


@pytest.mark.parametrize("sign", [":", "\t", "\n"])
def test_names_hold_no_colon_tab_or_newline(qbo: Caller, sign: str) -> None:
    """Colon, tab and newline are refused in names (3.2, 3.3)."""
    assert qbo.post("customer", {"DisplayName": f"A{sign}B"}).codes == ["2040"]
    assert qbo.post("item", {"Name": f"A{sign}B", "IncomeAccountRef": {"value": "1"}}).codes == ["2040"]


def test_full_name_joins_five_levels_at_most(qbo: Caller) -> None:
    """FullyQualifiedName is Parent:Child, Level counts from 0, five levels in all; deeper is 6180 (3.2, 7.2)."""
    qbo.made("customer", {"DisplayName": "L0"})
    for level in range(1, 5):
        made = qbo.made("customer", {"DisplayName": f"L{level}", "Job": True, "ParentRef": {"value": str(level)}})
        assert made["Level"] == level
    assert made["FullyQualifiedName"] == "L0:L1:L2:L3:L4"
    assert qbo.post("customer", {"DisplayName": "L5", "Job": True, "ParentRef": {"value": "5"}}).codes == ["6180"]


def test_job_needs_a_parent_that_exists(qbo: Caller) -> None:
    """Job=true without ParentRef is 2020; a parent that is not there is 2500 (3.2, 5.4)."""
    answer = qbo.post("customer", {"DisplayName": "A", "Job": True})
    assert (answer.codes, answer.error["element"]) == (["2020"], "ParentRef")
    assert qbo.post("customer", {"DisplayName": "A", "Job": True, "ParentRef": {"value": "9"}}).codes == ["2500"]


def test_full_update_of_the_name_renames_the_check_and_full_name(qbo: Caller) -> None:
    """A full update with a new DisplayName also changed PrintOnCheckName and FullyQualifiedName, as recorded (7.2)."""
    qbo.made("customer", {"DisplayName": "Old"})
    changed = qbo.made("customer", {"Id": "1", "SyncToken": "0", "DisplayName": "New"})
    assert (changed["PrintOnCheckName"], changed["FullyQualifiedName"]) == ("New", "New")


def test_inactive_name_gets_a_suffix(qbo: Caller) -> None:
    """DisplayName and FullyQualifiedName end in " (deleted)" then; PrintOnCheckName keeps the old text (7.1)."""
    qbo.made("customer", {"DisplayName": "Castillo Homes"})
    gone = qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Active": False})
    assert (gone["DisplayName"], gone["FullyQualifiedName"]) == ("Castillo Homes (deleted)",) * 2
    assert gone["PrintOnCheckName"] == "Castillo Homes"
    assert qbo.read("customer/1") == gone


def test_name_of_an_inactive_record_is_free_and_taken_with_its_suffix(qbo: Caller) -> None:
    """Inactive ones count under their suffixed name (7.2): the plain name is free, the suffixed one is not."""
    qbo.made("customer", {"DisplayName": "A"})
    qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Active": False})
    assert qbo.post("customer", {"DisplayName": "A (deleted)"}).codes == ["6240"]
    assert qbo.made("customer", {"DisplayName": "A"})["Id"] == "2"
    again = qbo.made("customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    assert again["DisplayName"] != "A (deleted)"
    assert again["DisplayName"].endswith(" (deleted)")


def test_reactivated_record_keeps_the_suffix_until_its_name_is_sent(qbo: Caller) -> None:
    """Active=true alone leaves the suffix; sending the name removes it (7.1)."""
    qbo.made("customer", {"DisplayName": "A"})
    qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Active": False})
    back = qbo.made("customer", {"Id": "1", "SyncToken": "1", "sparse": True, "Active": True})
    assert (back["Active"], back["DisplayName"]) == (True, "A (deleted)")
    named = qbo.made("customer", {"Id": "1", "SyncToken": "2", "sparse": True, "DisplayName": "A"})
    assert named["DisplayName"] == "A"


def test_full_update_without_active_brings_a_record_back(qbo: Caller) -> None:
    """Left out of a full update, Active falls back to its default, which is true (2.3, 3.2)."""
    qbo.made("customer", {"DisplayName": "A"})
    qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Active": False})
    assert qbo.made("customer", {"Id": "1", "SyncToken": "1", "DisplayName": "A"})["Active"] is True


def test_customer_with_a_balance_cannot_be_made_inactive(shop: Caller) -> None:
    """A balance stands in the way: 6220 (5.4, 7.1); once paid, it works."""
    shop.sell(amount=30)
    body = {"Id": "1", "SyncToken": "0", "sparse": True, "Active": False}
    assert shop.post("customer", body).codes == ["6220"]
    line = {"Amount": 30, "LinkedTxn": [{"TxnId": "1", "TxnType": "Invoice"}]}
    shop.made("payment", {"CustomerRef": {"value": "1"}, "TotalAmt": 30, "Line": [line]})
    assert shop.made("customer", body)["Active"] is False


def test_inactive_reference_is_610_but_may_stay(shop: Caller) -> None:
    """A new transaction on an inactive customer is 610; one that refers to it already can still change (7.1)."""
    shop.made("vendor", {"DisplayName": "Mill"})
    line = {
        "Amount": 5,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "3"}},
    }
    shop.made(
        "estimate", {"CustomerRef": {"value": "1"}, "Line": [{"DetailType": "DescriptionOnly", "Description": "x"}]}
    )
    shop.made("bill", {"VendorRef": {"value": "1"}, "Line": [line]})
    shop.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Active": False})
    refused = shop.post("invoice", {"CustomerRef": {"value": "1"}, "Line": [{"DetailType": "DescriptionOnly"}]})
    assert refused.codes == ["610"]
    assert shop.post("estimate", {"Id": "1", "SyncToken": "0", "sparse": True, "PrivateNote": "x"}).status == 200


@pytest.mark.parametrize(
    ("body", "element"),
    [
        ({"IncomeAccountRef": {"value": "1"}}, "Name"),
        ({"Name": "X"}, "IncomeAccountRef"),
        ({"Name": "X", "Type": "Inventory", "IncomeAccountRef": {"value": "2"}}, "ExpenseAccountRef"),
        (
            {
                "Name": "X",
                "Type": "Inventory",
                "IncomeAccountRef": {"value": "2"},
                "ExpenseAccountRef": {"value": "3"},
                "AssetAccountRef": {"value": "4"},
            },
            "QtyOnHand",
        ),
    ],
)
def test_items_need_what_their_type_needs(qbo: Caller, body: dict[str, object], element: str) -> None:
    """A service needs an income account; inventory needs three accounts, a quantity and a start date (3.3)."""
    answer = qbo.post("item", body)
    assert (answer.codes, answer.error["element"]) == (["2020"], element)


def test_bundles_and_categories_have_limits(qbo: Caller) -> None:
    """Bundles are read-only, and categories cannot be made inactive by the API (2.3)."""
    assert qbo.post("item", {"Name": "Set", "Type": "Group"}).codes == ["500"]
    qbo.made("item", {"Name": "Floors", "Type": "Category"})
    assert qbo.post("item", {"Id": "1", "SyncToken": "0", "sparse": True, "Active": False}).codes == ["6000"]


def test_account_name_is_at_most_100(qbo: Caller) -> None:
    """Name of an account has at most 100 characters (2.3)."""
    assert qbo.post("account", {"Name": "x" * 101, "AccountType": "Bank"}).codes == ["2050"]
    assert qbo.made("account", {"Name": "x" * 100, "AccountType": "Bank"})["CurrentBalance"] == 0


def test_rules_hold_for_people_in_the_product_too(qbo: Caller) -> None:
    """What a test does behind the API obeys the same rules, and breaks them with its own error."""
    qbo.simulator.add("Customer", {"DisplayName": "A"})
    with pytest.raises(UsageError, match="already exists") as caught:
        qbo.simulator.add("Vendor", {"DisplayName": "a"})
    assert caught.value.code == "6240"


def test_children_follow_their_parent_s_name(qbo: Caller) -> None:
    """A renamed parent shows in the full names of all below it; their SyncTokens stay."""
    qbo.made("customer", {"DisplayName": "A"})
    qbo.made("customer", {"DisplayName": "B", "Job": True, "ParentRef": {"value": "1"}})
    qbo.made("customer", {"DisplayName": "C", "Job": True, "ParentRef": {"value": "2"}})
    qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "DisplayName": "Z"})
    last = qbo.read("customer/3")
    assert (last["FullyQualifiedName"], last["ParentRef"]["name"], last["SyncToken"]) == ("Z:B:C", "Z:B", "0")
    qbo.made("customer", {"Id": "2", "SyncToken": "0", "DisplayName": "B"})
    assert qbo.read("customer/3")["FullyQualifiedName"] == "B:C"


def test_family_never_goes_round_in_a_circle(qbo: Caller) -> None:
    """Nobody can be put below themselves or below one of their own children."""
    qbo.made("customer", {"DisplayName": "A"})
    qbo.made("customer", {"DisplayName": "B", "Job": True, "ParentRef": {"value": "1"}})
    for parent in ("1", "2"):
        body = {"Id": "1", "SyncToken": "0", "sparse": True, "Job": True, "ParentRef": {"value": parent}}
        assert qbo.post("customer", body).codes == ["2500"]


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "rename", "drop", "back"]), st.integers(0, 3), st.sampled_from(["a", "A ", "b", "c"])
    )
)


@given(_STEPS)
def test_no_two_people_ever_share_a_name(steps: list[tuple[str, int, str]]) -> None:
    """Whatever is added, renamed, made inactive and brought back: names stay unique, and searching finds each."""
    simulator = QuickBooksSimulator()
    for what, place, name in steps:
        fields = {"add": {"DisplayName": name}, "rename": {"DisplayName": name}}.get(what, {"Active": what == "back"})
        known = simulator.records("Customer")
        try:
            if what == "add":
                simulator.add("Customer", fields)
            elif place < len(known):
                simulator.edit("Customer", known[place]["Id"], fields)
        except UsageError as error:
            assert error.code == "6240"  # noqa: PT017 - a refusal is one of the two right outcomes
    people = simulator.records("Customer")
    names = [found["DisplayName"].strip().casefold() for found in people]
    assert len(set(names)) == len(names)
    for found in people:
        assert simulator.company().holder("Customer", found["DisplayName"]) == ("Customer", found["Id"])
