"""Sessions, typed clients and two-way sync for business systems, in any Python host.

The names below are the ones to start from; each is loaded when it is first used, so that ``import crosstie`` costs
next to nothing and needs no optional dependency. The external systems live in ``crosstie.systems``, two-way sync in
``crosstie.sync``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

from crosstie._version import __version__

if TYPE_CHECKING:
    from crosstie.errors import (
        ApiError,
        BadSignature,
        Conflict,
        CredentialsRejected,
        CrosstieError,
        DecodeError,
        FieldProblem,
        Forbidden,
        Invalid,
        Malformed,
        MissingExtra,
        NotFound,
        NotSent,
        OutcomeUnknown,
        Pending,
        PlanStale,
        QuotaExhausted,
        RateLimited,
        ReconnectRequired,
        RenewalUnavailable,
        Replayed,
        Retry,
        SealBroken,
        ServerFault,
        SessionError,
        StaleWrite,
        StorageError,
        StorageUnavailable,
        SyncError,
        TimedOut,
        TokensNotSaved,
        TransportError,
        Unresolved,
        UsageError,
        WebhookError,
        Withheld,
    )
    from crosstie.sessions import AsyncSessionManager, RenewalPolicy, SessionManager, Start
    from crosstie.storage import Connection, SealingKeys

__all__ = [
    "ApiError",
    "AsyncSessionManager",
    "BadSignature",
    "Conflict",
    "Connection",
    "CredentialsRejected",
    "CrosstieError",
    "DecodeError",
    "FieldProblem",
    "Forbidden",
    "Invalid",
    "Malformed",
    "MissingExtra",
    "NotFound",
    "NotSent",
    "OutcomeUnknown",
    "Pending",
    "PlanStale",
    "QuotaExhausted",
    "RateLimited",
    "ReconnectRequired",
    "RenewalPolicy",
    "RenewalUnavailable",
    "Replayed",
    "Retry",
    "SealBroken",
    "SealingKeys",
    "ServerFault",
    "SessionError",
    "SessionManager",
    "StaleWrite",
    "Start",
    "StorageError",
    "StorageUnavailable",
    "SyncError",
    "TimedOut",
    "TokensNotSaved",
    "TransportError",
    "Unresolved",
    "UsageError",
    "WebhookError",
    "Withheld",
    "__version__",
]

# A public name is one word in three places: here, in __all__, and in the import for type checkers above. A test
# (tests/unit/test_public_names.py) tells when one is missing.
_HOMES: Final = {
    "crosstie.errors": (
        "ApiError",
        "BadSignature",
        "Conflict",
        "CredentialsRejected",
        "CrosstieError",
        "DecodeError",
        "FieldProblem",
        "Forbidden",
        "Invalid",
        "Malformed",
        "MissingExtra",
        "NotFound",
        "NotSent",
        "OutcomeUnknown",
        "Pending",
        "PlanStale",
        "QuotaExhausted",
        "RateLimited",
        "ReconnectRequired",
        "RenewalUnavailable",
        "Replayed",
        "Retry",
        "SealBroken",
        "ServerFault",
        "SessionError",
        "StaleWrite",
        "StorageError",
        "StorageUnavailable",
        "SyncError",
        "TimedOut",
        "TokensNotSaved",
        "TransportError",
        "Unresolved",
        "UsageError",
        "WebhookError",
        "Withheld",
    ),
    "crosstie.sessions": ("AsyncSessionManager", "RenewalPolicy", "SessionManager", "Start"),
    "crosstie.storage": ("Connection", "SealingKeys"),
}
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name from where it lives, once."""
    home = _HOME_OF.get(name)
    if home is None:
        message = f"module 'crosstie' has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Name what is public, loaded or not."""
    return sorted({*globals(), *__all__})
