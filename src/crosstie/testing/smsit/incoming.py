"""What the control panel makes of a text that a person wrote (6.3)."""

from __future__ import annotations

from typing import Final, Literal

from crosstie.testing.smsit.gateway import Message
from crosstie.testing.smsit.panel import Panel
from crosstie.testing.smsit.texts import Received

__all__ = ["receive"]

_WORDS: Final[dict[str, Literal["stop", "help"]]] = {"stop": "stop", "help": "help"}


def receive(panel: Panel, message: Message, number: str, to: str | None) -> Received:
    """Take a text in: only the exact words STOP and HELP mean something, in any case; STOP leaves all groups."""
    received = Received(
        id=message.id,
        number=number,
        text=message.text,
        to=panel.rules.senders[0] if to is None else to,
        at=message.at,
        reaction=_WORDS.get(message.text.casefold(), ""),
    )
    if received.reaction == "stop":
        panel.leave(number)
    return received
