"""What a person's text says about further texts: STOP, START, HELP (fact sheet: smsit.md, 6.3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Final, Literal

__all__ = ["HELP", "OPT_IN", "OPT_OUT", "Wish", "perhaps_opts_out", "wish_of"]

Wish = Literal["out", "in", "help"]

OPT_OUT: Final = frozenset({"stop", "stopall", "end", "quit", "cancel", "unsubscribe", "revoke", "optout"})
"""The carriers' words, STOPALL, and what the FCC's rule names beside them (revoke, opt out)."""
_POLITE: Final = frozenset(
    {"please", "pls", "plz", "kindly", "thanks", "thank", "thx", "ty", "you", "sorry", "hi", "hello"}
)
_AT_ONCE: Final = frozenset({"now", "immediately", "ok", "okay"})
_ABOUT: Final = frozenset(
    {"all", "any", "more", "me", "us", "these", "send", "sending", "sms", "msg", "msgs", "messaging"}
)
_TEXTS: Final = frozenset({"message", "messages", "text", "texts", "texting"})
BESIDE: Final = _POLITE | _AT_ONCE | _ABOUT | _TEXTS
"""Words that change nothing about an opt-out that they stand beside; ours."""
OPT_IN: Final = frozenset({"start", "join"})
HELP: Final = frozenset({"help"})

_OPTS_OUT: Final = re.compile(f"(?:{'|'.join(sorted(OPT_OUT))})+")
_PARTING: Final = frozenset("PS")
"""Unicode's punctuation and symbols, emoji too: they part words as blanks do."""
_UNSEEN: Final = frozenset("CM")
"""Unicode's invisible characters and marks, such as those behind some emoji."""

# What makes a person look, and does nothing by itself; ours. French and Spanish are North America's other languages.
_SIGNS: Final = frozenset("🛑⛔🚫✋🤚🙅🔕🖕")
_ELSEWHERE: Final = frozenset(
    {"arret", "arreter", "arretez", "desabonner", "desabonnement", "alto", "basta", "baja", "parar", "cancelar"}
)
_SHORT: Final = frozenset({"stp", "unsub"})
_PHRASES: Final = re.compile(
    r"\b(?:(?:remove|delete|forget|unsub|opt) (?:me|my|us)|take (?:me|us) off|opt(?:ed|ing) out|no more|not interested"
    r"|(?:do not|don t|dont|never|no longer) (?:ever |please )?(?:text|messag|contact|write|send)\w*"
    r"|leave (?:me|us) alone|lose my number|wrong (?:number|person)|spam\w*)\b"
)
_LOOKALIKES: Final = str.maketrans("01l3457", "oiieast")
_LONG: Final = 6


def wish_of(text: str) -> Wish | None:
    """Return what a text asks for, if it is one of the keywords and nothing else.

    Letter case, blanks, punctuation, symbols and invisible characters do not matter. An opt-out may be written with a
    blank or hyphen in it, be said several times, and stand among words that change nothing about it: ``Opt-Out!``,
    ``STOP STOP``, ``please stop texting me``. An opt-in has to be the word itself.

    Example:
        >>> wish_of(" Stop, thanks. "), wish_of("START"), wish_of("Please stop by at noon")
        ('out', 'in', None)
    """
    words = _words(text)
    if _OPTS_OUT.fullmatch("".join(word for word in words if word not in BESIDE)):
        return "out"
    (word,) = words if len(words) == 1 else ("",)
    if word in OPT_IN:
        return "in"
    return "help" if word in HELP else None


def perhaps_opts_out(text: str) -> bool:
    """Tell whether a person should read a text, because something in it may be an opt-out.

    Consent may be withdrawn in any reasonable way, and no list of words knows them all. So this errs on the side of
    reading: an opt-out anywhere in the text, with digits for letters, accents, doubled or swapped letters; the usual
    phrases; the words of neighbouring languages; a stop sign.

    Example:
        >>> perhaps_opts_out("stop this, I have moved"), perhaps_opts_out("St0p"), perhaps_opts_out("See you at five")
        (True, True, False)
    """
    if not _SIGNS.isdisjoint(text) or wish_of(text) == "out":
        return True
    words = _words(text)
    pieces = [*words, *map("".join, pairwise(words))]
    return _PHRASES.search(" ".join(words)) is not None or any(_skeleton(piece) in _RESEMBLING for piece in pieces)


def _skeleton(word: str) -> str:
    """Return what the eye takes a word for: no accents, letters for the digits that resemble them, none doubled."""
    if word.isdigit():
        return word
    bare = "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    return "".join(letter for letter, _ in groupby(bare.translate(_LOOKALIKES)))


def _slips(word: str) -> Iterator[str]:
    """Yield a word with two neighbours swapped or, where it stays recognisable, a letter left out, as fingers do."""
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if len(word) >= _LONG:
        yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


_RESEMBLING: Final = frozenset(
    map(_skeleton, {*OPT_OUT, *_ELSEWHERE, *_SHORT, *(slip for word in OPT_OUT - {"end"} for slip in _slips(word))})
)


def _words(text: str) -> list[str]:
    return "".join(map(_plain, unicodedata.normalize("NFKC", text).casefold())).split()


def _plain(character: str) -> str:
    category = unicodedata.category(character)[0]
    if character.isspace() or category in _PARTING:
        return " "
    return "" if category in _UNSEEN else character
