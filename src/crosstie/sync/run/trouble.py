"""Which errors concern one record, which end the run, and which leave open whether a write happened."""

from __future__ import annotations

from typing import Final

from crosstie.errors import (
    Conflict,
    CrosstieError,
    Forbidden,
    Invalid,
    NotFound,
    NotSent,
    QuotaExhausted,
    RateLimited,
    SessionError,
    StaleWrite,
    StorageError,
    SyncError,
    UsageError,
)

__all__ = ["Stop", "did_not_happen", "foreign", "stops", "weighs"]

_ENDING: Final = (SessionError, RateLimited, QuotaExhausted, NotSent)
_REFUSALS: Final = (*_ENDING, Invalid, NotFound, Conflict, Forbidden, UsageError)


class Stop(Exception):
    """The run ends here; what was done is kept.

    Attributes:
        error: Why.
    """

    def __init__(self, error: CrosstieError) -> None:
        """Take the reason along."""
        super().__init__(str(error))
        self.error = error


def stops(error: CrosstieError) -> bool:
    """Tell whether the error ends the run: no session, no answer to anybody, a pause asked for, no storage."""
    return isinstance(error, _ENDING) or (isinstance(error, StorageError) and not isinstance(error, StaleWrite))


def did_not_happen(error: CrosstieError) -> bool:
    """Tell whether a write that ended in this error certainly had no effect."""
    if isinstance(error, RateLimited):
        return error.retry == "safe"  # some systems do not say whether they took what they throttled
    # A storage that knows the outcome of what failed says so: it changed nothing.
    return isinstance(error, _REFUSALS) or (isinstance(error, StorageError) and error.retry != "unknown")


def weighs(error: CrosstieError) -> bool:
    """Tell whether the error makes one doubt the system, not the record: several in a row end the run."""
    return not isinstance(error, (*_REFUSALS, SyncError, StaleWrite))


def foreign(name: str, error: Exception) -> SyncError:
    """Make a typed error of what an endpoint raised that is not crosstie's own.

    Only the class is named: the text might hold a secret or a person's data. The original is its cause.
    """
    made = SyncError(
        f"The endpoint {name} raised {type(error).__name__}.",
        advice="Endpoints raise errors of crosstie.errors; see the cause of this one.",
        retry="unknown",
    )
    made.__cause__ = error
    return made
