"""What a text has to be before it is sent: something, no spin text, and not too long (fact sheet: smsit.md, 4, 6.2)."""

from __future__ import annotations

from crosstie.errors import UsageError
from crosstie.systems.smsit.routes import Dialect
from crosstie.systems.smsit.segments import Size, measure
from crosstie.systems.smsit.settings import Settings

__all__ = ["checked_text"]


def checked_text(text: str, dialect: Dialect, settings: Settings) -> Size:
    """Return the size of a text that may be sent.

    Raises:
        UsageError: It is none, empty, too long, or holds half a character or braces that the control panel would alter.
    """
    size = measure(text)
    if not text.strip():
        message = "There is no text to send."
        raise UsageError(message)
    panel = dialect in {"cloud", "decentralized"}
    if panel and settings.spin == "refuse" and ("{" in text or "}" in text):
        message = "The text holds braces, and SMS-iT replaces {one|other} by one of the words at random."
        raise UsageError(message, advice='Write it without braces, or use Settings(spin="allow") if that is wanted.')
    if size.segments > settings.most_segments:
        message = f"The text takes {size.segments} segments, {settings.most_segments} are allowed ({size.encoding})."
        advice = "Shorten it, or raise Settings.most_segments."
        if size.foreign:
            advice += f" Without {' '.join(size.foreign[:5])} more characters would fit."
        raise UsageError(message, advice=advice)
    return size
