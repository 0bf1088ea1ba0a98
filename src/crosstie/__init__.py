"""Sessions, typed clients and two-way sync for business systems, in any Python host."""

from __future__ import annotations

from crosstie._version import __version__

__all__ = ["__version__"]
