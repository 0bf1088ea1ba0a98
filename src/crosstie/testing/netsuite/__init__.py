"""A simulator of NetSuite: its logins, its REST API and SuiteQL with their rules and quirks, faults on demand."""

from __future__ import annotations

from crosstie.testing.netsuite.certificates import Certificates
from crosstie.testing.netsuite.grants import Grant, Grants, TokenPair
from crosstie.testing.netsuite.logins import Logins, TrailEntry
from crosstie.testing.netsuite.records import WriteNote
from crosstie.testing.netsuite.rules import (
    ACCOUNT,
    CERTIFIED_CLIENT_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    PUBLIC_CLIENT_ID,
    TOKEN_ID,
    TOKEN_SECRET,
    DateFormat,
    NetSuiteRules,
)
from crosstie.testing.netsuite.simulator import NetSuiteSimulator

__all__ = [
    "ACCOUNT",
    "CERTIFIED_CLIENT_ID",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "CONSUMER_KEY",
    "CONSUMER_SECRET",
    "PUBLIC_CLIENT_ID",
    "TOKEN_ID",
    "TOKEN_SECRET",
    "Certificates",
    "DateFormat",
    "Grant",
    "Grants",
    "Logins",
    "NetSuiteRules",
    "NetSuiteSimulator",
    "TokenPair",
    "TrailEntry",
    "WriteNote",
]
