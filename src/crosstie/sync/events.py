"""What an observer is told while a run goes on."""

from __future__ import annotations

import attrs

from crosstie.sync.report import Report
from crosstie.sync.sides import Side

__all__ = ["BatchSettled", "PageRead", "RunBegan", "RunEnded"]


@attrs.frozen(kw_only=True)
class RunBegan:
    """A run, or the planning of one, began.

    Attributes:
        pair: What is synced.
        tenant: For whom.
        run: The run's id.
        dry: Whether only a plan is made.
    """

    pair: str
    tenant: str
    run: str
    dry: bool


@attrs.frozen(kw_only=True)
class PageRead:
    """A page of changes was read.

    Attributes:
        pair: What is synced.
        run: The run's id.
        side: Which side.
        changes: How many changes the page had.
        fresh: How many of them were not known yet.
    """

    pair: str
    run: str
    side: Side
    changes: int
    fresh: int


@attrs.frozen(kw_only=True)
class BatchSettled:
    """A batch of records was worked on and its links are stored.

    Attributes:
        pair: What is synced.
        run: The run's id.
        done: How many records are done.
        total: How many there are to do.
    """

    pair: str
    run: str
    done: int
    total: int


@attrs.frozen(kw_only=True)
class RunEnded:
    """A run ended.

    Attributes:
        report: What it did.
    """

    report: Report
