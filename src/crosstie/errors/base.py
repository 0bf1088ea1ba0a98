"""What all errors of crosstie have in common: plain values that pickle, and a text that reads as sentences."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import attrs

__all__ = ["CrosstieError", "FieldProblem", "Retry"]

Retry: TypeAlias = Literal["safe", "unsafe", "unknown"]
"""Whether the same call may be made again: ``safe``, ``unsafe`` (it would repeat or fail again), ``unknown``."""


@attrs.frozen
class FieldProblem:
    """One reason for which values were refused.

    Attributes:
        message: The system's own words, redacted.
        field: The field as the system names it, if it said.
        code: The system's code, if it has one.
    """

    message: str
    field: str | None = None
    code: str | None = None


def _rebuild(cls: type[CrosstieError], state: dict[str, Any]) -> CrosstieError:
    error = cls.__new__(cls)
    error.__dict__.update(state)
    error.args = (state["message"],)
    return error


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class CrosstieError(Exception):
    """Something went wrong in crosstie.

    Attributes:
        message: What happened, to what. The class's own sentence when not given.
        connection: The connection, as ``tenant/system/name``.
        operation: What was being done, such as ``customers.get``.
        done: What was already done about it.
        advice: What to do next.
        request_id: The remote system's id of the request, for its support.
        status: The HTTP status of the answer, if there was one.
        code: The remote system's own error code.
        attempts: How often the call was sent.
        retry: Whether the same call may be made again.
        retry_after: Seconds to wait before that, if known.
    """

    message: str = attrs.field(default="", kw_only=False)
    connection: str | None = None
    operation: str | None = None
    done: str | None = None
    advice: str | None = None
    request_id: str | None = None
    status: int | None = None
    code: str | None = None
    attempts: int = 0
    retry: Retry = "unsafe"
    retry_after: float | None = None

    def __attrs_post_init__(self) -> None:
        """Fall back to the first line of the class's docstring as the message."""
        if not self.message:
            self.message = (type(self).__doc__ or type(self).__name__).strip().splitlines()[0]
        self.args: tuple[Any, ...] = (self.message,)

    def __str__(self) -> str:
        """Read as sentences: what happened, what was done, what to do next, where."""
        sentences = [part for part in (self.message, self.done, self.advice) if part]
        where = [
            f"{label} {value}"
            for label, value in (
                ("operation", self.operation),
                ("connection", self.connection),
                ("status", self.status),
                ("code", self.code),
                ("request id", self.request_id),
            )
            if value is not None
        ]
        text = " ".join(sentence if sentence.endswith((".", "?", ":")) else sentence + "." for sentence in sentences)
        return f"{text} ({', '.join(where)})" if where else text

    def __repr__(self) -> str:
        """Name the class and the message; the fields are attributes."""
        return f"{type(self).__name__}({self.message!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by field values, so that keyword-only errors cross process borders."""
        return _rebuild, (type(self), dict(self.__dict__))
