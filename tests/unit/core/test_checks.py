"""Settings are checked when they are made, arguments before anything is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from crosstie.core.checks import amount, aware, count, known_word, one_of, optional, sendable, switch, whole
from crosstie.errors import UsageError


@attrs.frozen(kw_only=True)
class Oven:
    """Settings with a field of every sort."""

    heat: str = attrs.field(default="top", validator=one_of("top", "bottom"))
    trays: int = attrs.field(default=1, validator=count(1, 3))
    loaves: int = attrs.field(default=0, validator=count(0))
    hours: float = attrs.field(default=1.0, validator=amount(above=True))
    pause: float | None = attrs.field(default=None, validator=optional(amount(0.5)))
    light: bool = attrs.field(default=True, validator=switch)


def test_what_is_within_bounds_is_taken() -> None:
    """The bounds themselves too, and whole numbers for others."""
    assert Oven(heat="bottom", trays=3, loaves=10**6, hours=2, pause=0.5, light=False).trays == 3


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("heat", "Top", "one of top, bottom, not 'Top'"),
        ("heat", None, "one of top, bottom, not None"),
        ("trays", 0, "a whole number from 1 to 3, not 0"),
        ("trays", 4, "a whole number from 1 to 3, not 4"),
        ("trays", 1.0, "a whole number from 1 to 3, not 1.0"),
        ("trays", True, "a whole number from 1 to 3, not True"),
        ("loaves", -1, "a whole number from 0 on, not -1"),
        ("loaves", "2", "a whole number from 0 on, not '2'"),
        ("hours", 0, "a number above 0, not 0"),
        ("hours", float("nan"), "a number above 0, not nan"),
        ("hours", float("inf"), "a number above 0, not inf"),
        ("hours", True, "a number above 0, not True"),
        ("pause", 0.25, "a number from 0.5 on, not 0.25"),
        ("pause", "1", "a number from 0.5 on, not '1'"),
        ("light", "no", "True or False, not 'no'"),
    ],
)
def test_anything_else_is_the_callers_mistake(name: str, value: Any, wanted: str) -> None:  # noqa: ANN401 - any value
    """It names the field, its class and what is wanted."""
    with pytest.raises(UsageError) as refused:
        Oven(**{name: value})
    assert refused.value.message == f"{name} of Oven is {wanted}."


@pytest.mark.parametrize("value", ["Top", 1])
def test_an_argument_is_checked_like_a_field(value: object) -> None:
    """A known word passes, another does not."""
    known_word("heat", "top", ("top", "bottom"))
    with pytest.raises(UsageError, match="heat is one of top, bottom, not"):
        known_word("heat", value, ("top", "bottom"))


@pytest.mark.parametrize(
    "value",
    [datetime(2026, 11, 2), date(2026, 11, 2), "2026-11-02T00:00:00Z", None],  # noqa: DTZ001 - what is refused
    ids=repr,
)
def test_a_moment_is_one_and_the_same_everywhere(value: object) -> None:
    """With a zone it passes as it is; a day, a text and a time without a zone do not."""
    moment = datetime(2026, 11, 2, tzinfo=UTC)
    assert aware("since", moment) is moment
    with pytest.raises(UsageError, match="since is a datetime with a time zone, not"):
        aware("since", value)


@pytest.mark.parametrize("value", [801, None, b"801"], ids=repr)
def test_only_text_is_sent_as_text(value: object) -> None:
    """A number, bytes or nothing at all is the caller's mistake; what it is is told, the value is not."""
    with pytest.raises(UsageError, match=r"The id is text, not (int|None|bytes)") as refused:
        sendable("The id", value)
    assert "801" not in str(refused.value)


@pytest.mark.parametrize(("least", "most"), [(1, 3), (3, None)])
def test_a_whole_number_is_one_within_its_bounds(least: int, most: int | None) -> None:
    """The bounds are allowed themselves; without an upper one there is no end."""
    assert whole("size", 3, least, most) == 3
    assert whole("size", least, least, most) == least


def test_a_whole_number_without_bounds_may_be_any() -> None:
    """One below zero too, as pieces that are taken from the stock; half a piece is none."""
    assert whole("by", -7) == -7
    with pytest.raises(UsageError, match=r"by is a whole number, not 0\.5\."):
        whole("by", 0.5)


@pytest.mark.parametrize("value", [0, 4, "3", 3.0, True, None], ids=repr)
def test_anything_else_than_such_a_number_is_refused(value: object) -> None:
    """Text that looks like a number, one with a fraction and a flag are none."""
    with pytest.raises(UsageError) as refused:
        whole("The size", value, 1, 3)
    assert refused.value.message == f"The size is a whole number from 1 to 3, not {value!r}."


def test_half_a_character_cannot_be_sent() -> None:
    """A whole one can, outside of ASCII too; the error does not hold the text, nor what it came from."""
    assert sendable("The name", "Ida \U0001f4ac") == "Ida \U0001f4ac"
    with pytest.raises(UsageError, match="The name holds half a character") as refused:
        sendable("The name", "Ida \ud83d")
    assert "Ida" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
