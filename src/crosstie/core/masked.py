"""Text that is itself everywhere but in a repr: what tracebacks with locals, debuggers and logs print."""

from __future__ import annotations

from typing import NoReturn

from crosstie.errors import UsageError

__all__ = ["Masked"]


class Masked(str):
    """A secret on its way through the call stack.

    It compares, hashes, encodes and concatenates as the text that it is; what is made of it is plain text again, except
    by :meth:`strip`.

    Example:
        >>> key = Masked("s3cret")
        >>> key, {"api_key": key}, key == "s3cret"
        (•••, {'api_key': •••}, True)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Show nothing."""
        return "•••"

    def strip(self, chars: str | None = None, /) -> Masked:
        """Return it without blanks around it, still masked."""
        return Masked(super().strip(chars))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be pickled.

        Raises:
            UsageError: Always.
        """
        message = "A secret is not pickled."
        raise UsageError(message)
