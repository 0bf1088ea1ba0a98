"""A store as a plain dictionary, and a machine that compares a real store with it, step by step."""
# ruff: noqa: S101 - assert is how hypothesis learns what must hold

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeAlias, cast

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from crosstie.core.ports import Storage
from crosstie.core.state import ABSENT, ANY, Delete, Key, Put, Query, Span, Stored, Write, key_of
from crosstie.errors import StaleWrite
from crosstie.storage.records import Job

__all__ = ["run_against_model"]

Expectation: TypeAlias = Literal["right", "any", "absent", "outdated", "invented"]

_START = datetime(2024, 3, 31, 0, 59, 59, 999_999, tzinfo=UTC)
_TENANTS, _IDS = ("a", "B"), ("1", "2", "10", "é", "Z")
_times = st.none() | st.integers(0, 4).map(lambda steps: _START + timedelta(microseconds=steps))
_owners = st.sampled_from([None, "", "x", "X", "x "])
_jobs = st.builds(
    Job,
    tenant=st.sampled_from(_TENANTS),
    id=st.sampled_from(_IDS),
    task=st.just("sync"),
    state=st.sampled_from(["pending", "running"]),
    priority=st.integers(-1, 2),
    due=_times,
    lease_owner=_owners,
    payload=st.dictionaries(st.sampled_from("ab"), st.integers(), max_size=2),
)
_wheres = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["pending", "running", "gone"]),
        "priority": st.integers(-1, 2),
        "due": _times,
        "lease_owner": _owners,
    },
)
_spans = st.none() | st.one_of(
    st.builds(Span, st.just("due"), _times, _times),
    st.builds(Span, st.just("priority"), st.none() | st.integers(-1, 2), st.none() | st.integers(-1, 2)),
    st.builds(
        Span, st.sampled_from(["id", "lease_owner"]), st.none() | st.sampled_from(_IDS), st.none() | st.just("x")
    ),
)
_orders = st.sampled_from([None, "due", "priority", "lease_owner", "state", "id"])


@attrs.frozen
class _Step:
    """One write of a commit, before its version is known."""

    job: Job
    remove: bool
    expects: Expectation


# A right expectation comes up often, so that commits of several writes succeed too.
_expectations = st.sampled_from(["right", "right", "right", "right", "any", "absent", "outdated", "invented"])
_steps = st.lists(
    st.builds(_Step, _jobs, st.booleans(), _expectations),
    min_size=1,
    max_size=4,
    unique_by=lambda step: key_of(step.job),
)


def run_against_model(storage: Storage, *, examples: int, steps: int) -> None:
    """Drive a store through random commits and questions, and compare each answer with a dictionary's.

    Args:
        storage: The store, set up; records of other tenants in it do not matter.
        examples: How many runs, each with tenants of its own.
        steps: How many calls a run makes at most.
    """
    run_state_machine_as_test(
        cast("type[RuleBasedStateMachine]", partial(_Machine, storage)),  # it takes anything that makes a machine
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None),
    )


class _Machine(RuleBasedStateMachine):
    """What the store must answer, and what it answers."""

    def __init__(self, storage: Storage) -> None:
        super().__init__()
        self.storage = storage
        self.run = secrets.token_hex(6)
        self.rows: dict[Key, Stored[Job]] = {}
        self.outdated: dict[Key, int] = {}

    @rule(steps=_steps)
    def commit(self, steps: Sequence[_Step]) -> None:
        """A commit writes all when every expectation holds, and else nothing and names each that did not."""
        writes = [self._write(step) for step in steps]
        stale = {_key(write) for write in writes if not self._holds(write)}
        if stale:
            with pytest.raises(StaleWrite) as caught:
                self.storage.commit(writes)
            assert {key for _, key in caught.value.keys} == stale, "the stale keys are named, and only they"
            return
        for write, version in zip(writes, self.storage.commit(writes), strict=True):
            self._apply(write, version)

    @rule(keys=st.lists(st.tuples(st.sampled_from(_TENANTS), st.sampled_from(_IDS)), max_size=5))
    def get(self, keys: list[tuple[str, str]]) -> None:
        """Getting by key finds what is there, once, with its version."""
        wanted = [(self.run + tenant, name) for tenant, name in keys]
        expected = {key: self.rows[key] for key in wanted if key in self.rows}
        assert dict(self.storage.get(Job, wanted)) == expected

    @rule(tenant=st.sampled_from(_TENANTS), where=_wheres, span=_spans, order=_orders, limit=st.integers(1, 6))
    def find(self, tenant: str, where: Mapping[str, Any], span: Span | None, order: str | None, limit: int) -> None:
        """Finding, page after page, gives every matching record once and in order."""
        query = Query(kind=Job, tenant=self.run + tenant, where=where, span=span, order=order, limit=limit)
        expected = self._expected(query)
        found: list[Stored[Job]] = []
        while len(found) <= len(expected):
            page = self.storage.find(query)
            assert len(page) <= limit
            found += page
            if len(page) < limit:
                break
            query = attrs.evolve(query, after=page[-1].record)
        assert found == expected

    @rule(
        tenant=st.sampled_from(_TENANTS), where=_wheres, by=st.sampled_from(["state", "priority", "due", "lease_owner"])
    )
    def count(self, tenant: str, where: Mapping[str, Any], by: str) -> None:
        """Counting agrees with finding, and ignores the limit."""
        query = Query(kind=Job, tenant=self.run + tenant, where=where, limit=1)
        expected = Counter(getattr(stored.record, by) for stored in self._expected(query))
        assert dict(self.storage.count(query, by)) == dict(expected)

    def _write(self, step: _Step) -> Write:
        job = attrs.evolve(step.job, tenant=self.run + step.job.tenant)
        key = key_of(job)
        stored = self.rows.get(key)
        version = self._version(step.expects, key, stored)
        if not step.remove:
            return Put(job, version)
        return Delete(Job, key, ANY if version == ABSENT else version)

    def _version(self, expects: Expectation, key: Key, stored: Stored[Job] | None) -> int:
        match expects:
            case "right":
                return ABSENT if stored is None else stored.version
            case "any":
                return ANY
            case "absent":
                return ABSENT
            case "outdated":
                return self.outdated.get(key, ABSENT)
            case "invented":
                return 1 if stored is None else stored.version + 1

    def _holds(self, write: Write) -> bool:
        stored = self.rows.get(_key(write))
        return write.expects in {ANY, ABSENT if stored is None else stored.version}

    def _apply(self, write: Write, version: int) -> None:
        key = _key(write)
        before = self.rows.pop(key, None)
        if before is not None:
            self.outdated[key] = before.version
        if isinstance(write, Put):
            assert version > 0, "a stored record has a version of 1 or more"
            assert version != self.outdated.get(key), "a version is not used again"
            self.rows[key] = Stored(write.record, version)
        else:
            assert version == 0, "a deletion has the version 0"

    def _expected(self, query: Query[Job]) -> list[Stored[Job]]:
        found = [stored for stored in self.rows.values() if _matches(stored.record, query)]
        return sorted(found, key=lambda stored: _place(stored.record, query.order))


def _key(write: Write) -> Key:
    return write.key if isinstance(write, Delete) else key_of(write.record)


def _matches(job: Job, query: Query[Job]) -> bool:
    if job.tenant != query.tenant or any(getattr(job, name) != value for name, value in query.where.items()):
        return False
    if query.span is None:
        return True
    value = getattr(job, query.span.field)
    at_least, below = query.span.at_least, query.span.below
    return value is not None and (at_least is None or value >= at_least) and (below is None or value < below)


def _place(job: Job, order: str | None) -> tuple[Any, ...]:
    value = None if order is None else getattr(job, order)
    return (0, *key_of(job)) if value is None else (1, value, *key_of(job))
