# @generated from src/crosstie/systems/quickbooks/batch_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Carry out batches one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from crosstie.errors import CrosstieError, NotSent
from crosstie.systems.quickbooks.api_batch import BatchResult, batch_call, parts
from crosstie.systems.quickbooks.batch_items import BatchItem
from crosstie.systems.quickbooks.books import Books

__all__ = ["batch"]


def batch(books: Books, items: Sequence[BatchItem], *, key: str | None = None) -> list[BatchResult]:
    """Carry out items, 30 per call; see :meth:`Client.batch`."""
    results: list[BatchResult] = []
    for part in parts(items, key):
        try:
            answered = books.batch(batch_call(books.api, part))
        except CrosstieError as error:
            if not results:
                raise
            # What was done before must not be lost with the call that failed.
            results += [error] * len(part.items)
            results += [_left_out(books.label) for _ in range(len(items) - len(results))]
            break
        results += [_placed(result, books.label) for result in answered]
    return results


def _placed(result: BatchResult, label: str) -> BatchResult:
    if isinstance(result, CrosstieError):
        result.operation, result.connection, result.attempts = "batch", label, 1
    return result


def _left_out(label: str) -> NotSent:
    message = "This item was not sent, because an earlier part of the batch failed."
    return NotSent(message, operation="batch", connection=label, advice="Send it again once that is settled.")
