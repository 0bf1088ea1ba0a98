"""Who we are connected as: connections, tokens, the renewal protocol, and the SessionManager that hosts share."""

from crosstie.sessions.connecting import Start
from crosstie.sessions.flights import Flights
from crosstie.sessions.manager import SessionManager
from crosstie.sessions.manager_async import AsyncSessionManager
from crosstie.sessions.renewal import RenewalEnded
from crosstie.sessions.status import ConnectionStatus
from crosstie.sessions.sweep import Sweep, SweepRow
from crosstie.sessions.tokens import RenewalPolicy

__all__ = [
    "AsyncSessionManager",
    "ConnectionStatus",
    "Flights",
    "RenewalEnded",
    "RenewalPolicy",
    "SessionManager",
    "Start",
    "Sweep",
    "SweepRow",
]
