"""STOP and its kin (smsit.md, 6.3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.systems.smsit import perhaps_opts_out, wish_of
from crosstie.systems.smsit.keywords import HELP, OPT_IN, OPT_OUT

AROUND = st.text(st.sampled_from(" \t\n.,!?'\"()*-_~$🛑👋\u200b\ufeff\ufe0f"), max_size=6)


@given(st.sampled_from(sorted(OPT_OUT)), AROUND, AROUND, st.booleans())
def test_an_opt_out_is_heard_in_any_dress(word: str, before: str, after: str, shout: bool) -> None:  # noqa: FBT001
    """Letter case, blanks, punctuation, emoji and invisible characters around it do not matter."""
    assert wish_of(f"{before}{word.upper() if shout else word.title()}{after}") == "out"


@given(st.sampled_from(sorted(OPT_IN | HELP)), AROUND, AROUND)
def test_so_are_the_other_words(word: str, before: str, after: str) -> None:
    """START, JOIN and HELP."""
    assert wish_of(f"{before}{word}{after}") == ("help" if word in HELP else "in")


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop all", "Opt-out", "opt out!", "Un-subscribe", "S.T.O.P.", "\uff33\uff34\uff2f\uff30", "“Stop”"],
)
def test_an_opt_out_in_parts_is_one(text: str) -> None:
    """People put blanks, hyphens and dots into it, and keyboards wide letters and fine quotes."""
    assert wish_of(text) == "out"


@pytest.mark.parametrize(
    "text",
    [
        "STOP STOP",
        "stop, stop, STOP!!!",
        "STOP ALL MESSAGES",
        "Stop please",
        "please stop texting me",
        "stop sending me these messages now, thank you",
        "Unsubscribe me pls",
        "opt out, thanks",
        "Stop.Now",
        "cancel all texts",
        "🛑 Stop 🛑 end",
        "S T O P please",
    ],
)
def test_politeness_haste_and_repetition_change_nothing(text: str) -> None:
    """Consent may be withdrawn in any reasonable way; nobody has to find the bare word."""
    assert wish_of(text) == "out"


@pytest.mark.parametrize("text", ["start please", "START START", "please join me", "thanks", "all messages please", ""])
def test_words_beside_make_no_wish_and_no_start(text: str) -> None:
    """They are no opt-out alone, and an opt-in stays strict."""
    assert wish_of(text) is None


@pytest.mark.parametrize(
    "text",
    ["stop by please", "do not stop texting me", "cancel it", "help me stop", "stop start", "quit it", "End of story"],
)
def test_what_perhaps_opts_out_stays_with_a_person(text: str) -> None:
    """Any other word may turn the sense round."""
    assert wish_of(text) is None
    assert perhaps_opts_out(text)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "!!!", "st art", "Please stop by at noon", "the end", "startle", "Stopp", "helpful", "cancel my order?"],
)
def test_other_texts_ask_for_nothing(text: str) -> None:
    """A keyword among other words is none, and an opt-in has to be the word itself."""
    assert wish_of(text) is None


@pytest.mark.parametrize(
    ("text", "review"),
    [
        ("please stop texting me", True),
        ("Stop.Now", True),
        ("I want to opt out of this", True),
        ("do not END this", True),
        ("See you at five", False),
        ("stopover in Rome", False),
        ("", False),
    ],
)
def test_an_opt_out_in_other_words_goes_to_a_person(text: str, review: bool) -> None:  # noqa: FBT001
    """No list knows every way to say it."""
    assert perhaps_opts_out(text) is review


@pytest.mark.parametrize(
    "text",
    [
        "St0p",
        "5TOP",
        "Stóp",
        "Stopp!!",
        "sotp",
        "stp",
        "QU1T",
        "cance1",
        "unsuscribe",
        "un-suscribe me please",
        "arret",
        "ARRÊT",
        "Basta!",
        "opted out",
        "Remove me from this list",
        "take me off",
        "Don't text me",
        "do not ever contact me again",
        "no more",
        "Not interested",
        "leave me alone",
        "Wrong number",
        "UNSUB",
        "this is spam",
        "\N{OCTAGONAL SIGN}",
        "\N{OCTAGONAL SIGN}\N{OCTAGONAL SIGN} \N{NO ENTRY}\ufe0f",
        "\N{RAISED HAND}\U0001f3fd",
        "\N{FACE WITH NO GOOD GESTURE}\u200d\N{FEMALE SIGN}\ufe0f",
    ],
)
def test_an_unclear_opt_out_is_not_lost(text: str) -> None:
    """Slips, other languages, phrases and signs are no keywords (6.3), so that a person decides: never nobody."""
    assert wish_of(text) is None
    assert perhaps_opts_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "Is the shop open?",
        "step by step, a top spot",
        "The post office, quite late",
        "4170 Station Street, 2nd floor",
        "my cancer screening",
        "no problem, see you then",
        "I never got the message",
        "Ned",
        "\N{WAVING HAND SIGN}\N{THUMBS UP SIGN}",
    ],
)
def test_everyday_texts_ask_nobody(text: str) -> None:
    """Who has to read everything reads nothing."""
    assert not perhaps_opts_out(text)


@given(st.sampled_from(sorted(OPT_OUT)), st.data())
def test_a_slip_of_the_finger_is_seen(word: str, data: st.DataObject) -> None:
    """A doubled letter, an accent, or a digit that looks like the letter, at any place."""
    at = data.draw(st.integers(0, len(word) - 1))
    slips = {word[at], word[at] * 3, word[at] + "\N{COMBINING ACUTE ACCENT}"}
    slips |= {digit for digit, letter in zip("013457l", "oieasti", strict=True) if letter == word[at]}
    assert perhaps_opts_out(word[:at] + data.draw(st.sampled_from(sorted(slips))) + word[at + 1 :])


@given(st.text())
def test_whoever_is_heard_is_reviewed_as_well(text: str) -> None:
    """Nothing that is an opt-out in one piece escapes the second look but those that are written apart."""
    if wish_of(text) == "out" and len(text.split()) == 1 and text.isalpha() and text.isascii():
        assert perhaps_opts_out(text)
