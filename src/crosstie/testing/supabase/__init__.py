"""A simulated Supabase project for tests: ``SupabaseSimulator``, its keys, and what a test declares."""

from __future__ import annotations

from crosstie.testing.supabase.gateway import ANON_KEY, PUBLISHABLE_KEY, SECRET_KEY, SERVICE_KEY, Keys
from crosstie.testing.supabase.gotrue import GoTrue, User
from crosstie.testing.supabase.schema import ColumnType, Function, Returns, TableDefinition
from crosstie.testing.supabase.simulator import SupabaseSimulator

__all__ = [
    "ANON_KEY",
    "PUBLISHABLE_KEY",
    "SECRET_KEY",
    "SERVICE_KEY",
    "ColumnType",
    "Function",
    "GoTrue",
    "Keys",
    "Returns",
    "SupabaseSimulator",
    "TableDefinition",
    "User",
]
