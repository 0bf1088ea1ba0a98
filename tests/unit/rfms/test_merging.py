"""Read, merge, write: laws of the merge, and what is compared exactly."""

from __future__ import annotations

import attrs
from hypothesis import given
from hypothesis import strategies as st

from crosstie.systems import rfms
from crosstie.systems.rfms.exact import same_phone, same_text
from crosstie.systems.rfms.merging import merged

_TEXT = st.none() | st.sampled_from(["", "a", "b"])
_ADDRESS = st.none() | st.builds(rfms.Address, city=_TEXT, address1=_TEXT, last_name=_TEXT)
_CUSTOMERS = st.builds(
    rfms.Customer,
    customer_id=st.just("1"),
    email=_TEXT,
    phone1=_TEXT,
    customer_address=_ADDRESS,
    store_number=st.none() | st.integers(0, 3),
    extra=st.dictionaries(st.sampled_from(["x", "y"]), st.integers(0, 3)),
)
_NO_WISH = rfms.Customer()


@given(_CUSTOMERS)
def test_no_wish_changes_nothing(current: rfms.Customer) -> None:
    """An empty draft is no wish, and neither is the record itself."""
    assert merged(current, _NO_WISH) == current
    assert merged(current, current) == current


@given(_CUSTOMERS, _CUSTOMERS)
def test_every_wish_is_granted_and_nothing_else_is_lost(current: rfms.Customer, wanted: rfms.Customer) -> None:
    """Field by field: the wish where there is one, else what was there."""
    result = merged(current, wanted)
    for name in ("email", "phone1", "store_number"):
        wish = getattr(wanted, name)
        assert getattr(result, name) == (getattr(current, name) if wish is None else wish)
    for name in ("city", "address1", "last_name"):
        wish = getattr(wanted.customer_address, name, None)
        held = getattr(current.customer_address, name, None)
        assert getattr(result.customer_address, name, None) == (held if wish is None else wish)
    assert result.extra == {**current.extra, **wanted.extra}


@given(_CUSTOMERS, _CUSTOMERS)
def test_fields_that_agree_with_the_base_are_no_wishes(current: rfms.Customer, base: rfms.Customer) -> None:
    """A record that was not changed since it was read undoes nothing, whatever happened meanwhile."""
    assert merged(current, base, base) == current


@given(_CUSTOMERS, _CUSTOMERS, st.sampled_from(["", "c"]))
def test_one_changed_field_is_one_wish(current: rfms.Customer, base: rfms.Customer, email: str) -> None:
    """Everything else stays as it is now."""
    result = merged(current, attrs.evolve(base, email=email), base)
    assert result == (current if base.email == email else attrs.evolve(current, email=email))


def test_what_only_rfms_may_change_is_never_a_wish() -> None:
    """Notes and the like are read only."""
    assert merged(_NO_WISH, rfms.Customer(notes="x", phone3="y")) == _NO_WISH


def test_exact_means_up_to_case_blanks_and_punctuation() -> None:
    """And an empty text is equal to nothing."""
    assert same_text(" Maple ", "MAPLE")
    assert not same_text("", "")
    assert not same_text(None, "x")
    assert same_phone("+1 (503) 555-0100", "503.555.0100")
    assert not same_phone("503-555-0100", "555-0100")
    assert not same_phone("", "")
    assert not same_phone(None, "1")
