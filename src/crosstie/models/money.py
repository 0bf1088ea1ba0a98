"""Money, prices, rates and quantities: :class:`~decimal.Decimal`, exact in both directions."""

from __future__ import annotations

from decimal import Decimal, DecimalException

__all__ = ["exact", "from_number", "from_text"]


def exact(value: object) -> Decimal:
    """Take a Decimal or an int as an amount; refuse everything that is not exact.

    Raises:
        TypeError: It is a float (``0.1`` is not a tenth), a bool or another type.
        ValueError: It is not a finite number.
    """
    if isinstance(value, float):
        reason = "must be a Decimal: a float such as 0.1 is not exact; write Decimal('0.1')"
        raise TypeError(reason)
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        reason = f"must be a Decimal, not {type(value).__name__}"
        raise TypeError(reason)
    amount = Decimal(value)
    if not amount.is_finite():
        reason = "must be a finite number"
        raise ValueError(reason)
    return amount


def from_number(text: str) -> Decimal | str:
    """Read the text of a JSON number; one beyond what Decimal can hold stays text, so that nothing is lost."""
    try:
        return Decimal(text)
    except DecimalException:
        return text


def from_text(text: str) -> Decimal:
    """Read an amount that a system sends as text, such as ``"12.50"`` or ``"1,250.50"``.

    Raises:
        ValueError: The text is not a finite number.
    """
    try:
        amount = Decimal(text.strip().replace(",", ""))
    except DecimalException:
        reason = "is not a number"
        raise ValueError(reason) from None
    if not amount.is_finite():
        reason = "is not a finite number"
        raise ValueError(reason)
    return amount
