"""What type checkers infer from the public names; checked by mypy, never run."""

from __future__ import annotations

import pickle
from typing import assert_type

import crosstie
from crosstie.errors import FieldProblem, Retry


def lazy_names_have_their_types(error: crosstie.CrosstieError) -> None:
    """A lazily loaded name is as precise as one imported from its home."""
    assert_type(error.retry, Retry)
    assert_type(error.retry_after, float | None)
    assert_type(crosstie.__version__, str)


def errors_narrow(error: crosstie.ApiError) -> None:
    """A branch of the tree gives the fields of that branch."""
    match error:
        case crosstie.Invalid():
            assert_type(error.fields, tuple[FieldProblem, ...])
        case crosstie.Pending():
            assert_type(error.token, str | None)
        case _:
            assert_type(error, crosstie.ApiError)


def errors_pickle(error: crosstie.StaleWrite) -> bytes:
    """An error crosses process borders."""
    return pickle.dumps(error)
