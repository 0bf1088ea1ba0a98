"""Segments counted exactly, and credits as SMS-iT counts them (smsit.md, 6.2)."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import UsageError
from crosstie.systems.smsit import credits_estimate, measure

EXTENDED = "\f^{}\\[~]|€"
PLAIN = "abc ABC 123 äöü ÄÖÜ àèéìòù ÇØøÅåÆæÉ ΔΦΓΛΩΠΨΣΘΞ £$¥§¿¡@_\n\r!\"#¤%&'()*+,-./:;<=>?"
GSM = st.text(st.sampled_from(PLAIN + EXTENDED), max_size=700)
EVERY = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def _cut(pieces: list[int], room: int) -> int:
    """Count segments the slow way: the fewest cuts between pieces such that no segment is too long."""
    sums = [0, *accumulate(pieces)]
    best = [0]
    for end in range(1, len(pieces) + 1):
        starts = [start for start in range(end) if sums[end] - sums[start] <= room]
        best.append(1 + min(best[start] for start in starts))
    return best[-1]


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "gsm7", 0, 0),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        ("a" * 152 + "€" + "a" * 7, "gsm7", 161, 2),
        ("ж" * 70, "ucs2", 70, 1),
        ("ж" * 71, "ucs2", 71, 2),
        ("ж" * 134, "ucs2", 134, 2),
        ("ж" * 135, "ucs2", 135, 3),
        ("😀" * 35, "ucs2", 70, 1),
        ("😀" * 36, "ucs2", 72, 2),
        ("€" * 70, "gsm7", 140, 1),
        ("€ž", "ucs2", 2, 1),
    ],
)
def test_the_borders_of_segments(text: str, encoding: str, units: int, segments: int) -> None:
    """160 and 153 septets, 70 and 67 UTF-16 units; escaped characters and emoji take two."""
    size = measure(text)
    assert (size.encoding, size.units, size.segments) == (encoding, units, segments)


def test_an_escape_pair_is_not_split() -> None:
    """The euro sign does not fit into the last septet of a segment, so that each holds 152 of them: 76 signs."""
    assert measure("€" * 152).segments == 2
    assert measure("€" * 153).segments == 3
    assert measure("a" * 306).segments == 2


def test_a_surrogate_pair_is_not_split() -> None:
    """Sixty-seven units hold thirty-three emoji."""
    assert measure("😀" * 66).segments == 2
    assert measure("😀" * 67).segments == 3
    assert measure("ж" + "😀" * 66).segments == 2


@given(st.text(st.sampled_from("a€"), max_size=330))
def test_no_other_cut_needs_fewer_segments_of_septets(text: str) -> None:
    """Filling segment after segment is as good as trying every cut."""
    widths = [2 if one == "€" else 1 for one in text]
    expected = (1 if text else 0) if sum(widths) <= 160 else _cut(widths, 153)
    assert measure(text).segments == expected


@given(st.text(st.sampled_from("ж😀"), max_size=150))
def test_no_other_cut_needs_fewer_segments_of_units(text: str) -> None:
    """The same with pairs of surrogates."""
    widths = [len(one.encode("utf-16-be")) // 2 for one in text]
    expected = (1 if text else 0) if sum(widths) <= 70 else _cut(widths, 67)
    assert measure(text).segments == expected


@given(GSM)
def test_the_alphabet_needs_no_sixteen_bits(text: str) -> None:
    """Every character of the two tables is carried in seven bits, and those of the second take two."""
    size = measure(text)
    assert (size.encoding, size.foreign) == ("gsm7", "")
    assert size.units == len(text) + sum(one in EXTENDED for one in text)


@given(EVERY)
def test_units_are_those_of_the_encoding(text: str) -> None:
    """What is not in the alphabet makes all of it UCS-2, counted in UTF-16 units, and is named once each."""
    size = measure(text)
    if size.encoding == "ucs2":
        assert size.units == len(text.encode("utf-16-be")) // 2
        assert size.foreign
        assert len(set(size.foreign)) == len(size.foreign)
        assert measure(size.foreign).encoding == "ucs2"
        assert measure("".join(one for one in text if one not in size.foreign)).encoding == "gsm7"
    assert (size.segments == 0) == (text == "")


@given(EVERY, EVERY)
def test_a_longer_text_has_no_fewer_segments(one: str, other: str) -> None:
    """Appending never makes it cheaper for the network, nor for the account."""
    assert measure(one + other).segments >= measure(one).segments
    assert credits_estimate(one + other) >= credits_estimate(one)


def test_half_of_a_character_is_refused() -> None:
    """A lone surrogate cannot be sent, and is a sign of a cut text."""
    with pytest.raises(UsageError, match="half a character"):
        measure("cut \ud83d here")


@pytest.mark.parametrize(
    ("text", "credits"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 320, 2),
        ("é" * 70, 1),
        ("é" * 71, 2),
        ("a" * 159 + "é", 3),
        ("a" * 1600, 10),
        ("a" * 5000, 10),
        ("ж" * 5000, 23),
    ],
)
def test_credits_are_a_flat_division(text: str, credits: int) -> None:  # noqa: A002 - the field's word
    """160 where all is ASCII, else 70, and no further than 1,600 characters; GSM accents do not help (6.2)."""
    assert credits_estimate(text) == credits == measure(text).credits
