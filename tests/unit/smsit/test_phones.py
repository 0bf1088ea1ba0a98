"""Telephone numbers: one form inside, one for each dialect outside (smsit.md, 6.1)."""

from __future__ import annotations

import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crosstie.errors import MissingExtra, UsageError
from crosstie.systems.smsit import Settings, e164
from crosstie.systems.smsit.phones import alpha_sender, comparable, digits_of, for_gateway, meant, possible, shown

AMERICAN = st.from_regex(r"\A1[2-9][0-9]{2}[2-9][0-9]{6}\Z")
FOREIGN = st.from_regex(r"\A[2-9][0-9]{6,14}\Z")


@pytest.mark.parametrize(
    "text",
    [
        "+12025550123",
        "12025550123",
        "+1 (202) 555-0123",
        "1.202.555.0123",
        " +1\u00a0202\u2011555\u20110123 ",
        "+1/202/555/0123",
        "\u202a+12025550123\u202c",
        "\uff0b\uff11\uff12\uff10\uff12\uff15\uff15\uff15\uff10\uff11\uff12\uff13",
    ],
)
def test_a_number_in_whatever_form_is_one_number(text: str) -> None:
    """Blanks, brackets, dots, dashes of all kinds, invisible characters, wide digits."""
    assert e164(text) == "+12025550123"


@given(st.one_of(AMERICAN, FOREIGN), st.text(st.sampled_from(" -.()/"), max_size=5))
def test_a_number_in_its_form_stays(digits: str, between: str) -> None:
    """Normalising twice is normalising once, and what stands between digits does not matter."""
    number = e164(f"+{digits}")
    assert number == f"+{digits}" == e164(number) == e164(f"+{between.join(digits)}")


@given(st.text(max_size=20))
def test_what_is_accepted_is_a_number(text: str) -> None:
    """Whatever comes in, what comes out is a plus and seven to fifteen digits, or an error."""
    try:
        number = e164(text, country="1")
    except UsageError:
        return
    assert number.startswith("+")
    assert number[1:].isascii()
    assert number[1:].isdigit()
    assert 7 <= len(number) - 1 <= 15


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "+",
        "911",
        "72345",
        "+72345",
        "2025550123",
        "442079460123",
        "+0442079460123",
        "+1234567890123456",
        "+1202555012",
        "+120255501234",
        "+11025550123",
        "+12021550123",
        "1-800-FLOWERS",
        "+12025550123 ext. 5",
        "+1202+5550123",
        "\u0661\u0662\u0660\u0662\u0665\u0665\u0665\u0660\u0661\u0662\u0663",
    ],
)
def test_what_is_no_certain_number_is_refused(text: str) -> None:
    """Nothing, short codes, no country, too long, not of the plan, letters, extensions, other digits; not repeated."""
    with pytest.raises(UsageError) as caught:
        e164(text)
    assert not text.strip() or text.strip() not in str(caught.value)


def test_ten_digits_need_a_country_that_was_set() -> None:
    """The default country is the caller's word, never a guess."""
    assert e164("(202) 555-0123", country="1") == "+12025550123"
    assert e164("2079460123", country="44") == "+442079460123"
    for bad in ("", "+1", "0", "1234", "US"):
        with pytest.raises(UsageError, match="no country code"):
            e164("2025550123", country=bad)


def test_a_stored_number_may_lack_its_country_code() -> None:
    """Only where a country is set can it be told what else it means."""
    assert meant("+2025550123", "1") == meant("(202) 555-0123", "1") == "+12025550123"
    assert meant("+2025550123", None) is None
    for other in ("+12025550123", "+442079460123", "FERN", ""):
        assert meant(other, "1") is None


def test_numbering_plans_are_asked_only_on_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fits the form may be no number of its country; without the extra the wish is refused, not ignored."""
    assert Settings().number("+999123456789") == "+999123456789"
    with pytest.raises(UsageError, match="numbering plan"):
        Settings(phone_check="possible").number("+999123456789")
    with pytest.raises(UsageError, match="numbering plan"):
        possible("+441")
    assert Settings(phone_check="possible", country="1").number("202 555 0123") == "+12025550123"
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    with pytest.raises(MissingExtra, match=r"crosstie\[phone\]"):
        Settings(phone_check="possible").number("+12025550123")
    assert Settings().number("+12025550123") == "+12025550123"


@given(st.one_of(AMERICAN, FOREIGN))
def test_the_forms_of_the_wire_lead_back(digits: str) -> None:
    """Digits, plus and what answers show are the same number."""
    number = e164(f"+{digits}")
    assert digits_of(number) == digits == for_gateway(number, "digits")
    assert shown(digits) == shown(number) == for_gateway(number, "plus") == number


def test_national_numbers_are_american_ones() -> None:
    """The gateway's third form exists for one country only."""
    assert for_gateway("+12025550123", "national") == "2025550123"
    with pytest.raises(UsageError):
        for_gateway("+442079460123", "national")


@given(st.text(max_size=15))
def test_what_an_answer_holds_is_never_lost(text: str) -> None:
    """A number that is stored in another form is shown as it is."""
    assume(not text.strip().removeprefix("+").isdigit())
    assert shown(text) == text


@pytest.mark.parametrize(
    ("number", "country", "known"),
    [
        ("+12025550123", None, True),
        ("+442079460123", None, True),
        ("+2025550123", None, False),
        ("2025550123", None, False),
        ("(202) 555-0123", None, False),
        ("(202) 555-0123", "1", True),
        ("+2025550123", "1", True),
        ("call reception", "1", False),
        ("", "1", False),
    ],
)
def test_a_number_without_its_country_is_compared_with_none(number: str, country: str | None, known: bool) -> None:  # noqa: FBT001
    """Opt-outs are kept in E.164: what cannot be brought into it cannot be found among them."""
    assert comparable(number, country) is known


@pytest.mark.parametrize("name", ["ACME", "a", "1a", "Eleven11111"])
def test_a_name_may_stand_for_the_sender(name: str) -> None:
    """One to eleven letters or digits, one letter at least."""
    assert alpha_sender(name) == name


@pytest.mark.parametrize("name", ["", "123", "Twelve111111", "A B", "Käse", "A-B", "ACME\n"])
def test_other_names_may_not(name: str) -> None:
    """Refused before anything is sent."""
    with pytest.raises(UsageError):
        alpha_sender(name)
