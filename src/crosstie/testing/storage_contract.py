"""The contract that every storage keeps, as a pytest class for hosts and for us."""
# ruff: noqa: S101 - assert is how pytest states what must hold, and a number in it is the point of the test

from __future__ import annotations

import secrets
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstie.core.ports import Storage
from crosstie.core.state import ABSENT, ANY, Delete, Key, Put, Query, Span, key_of, kind_of
from crosstie.errors import StaleWrite, UsageError
from crosstie.storage.records import KINDS, Authorization, Connection, Cursor, Job, Link, Run
from crosstie.testing.storage_access import OpenStorage, opened
from crosstie.testing.storage_examples import NASTY_TEXTS, records_of
from crosstie.testing.storage_model import run_against_model
from crosstie.testing.storage_races import COUNTERS, LEASES, in_processes, in_threads

__all__ = ["StorageContract"]

_NOON = datetime(2024, 6, 1, 12, 0, 0, 123_456, tzinfo=UTC)


class StorageContract:
    """What a storage must do, as tests.

    Subclass it, and say how yours is opened::

        class TestOurStorage(StorageContract):
            @pytest.fixture
            def open_storage(self, tmp_path):
                return functools.partial(OurStorage, tmp_path / "records.db")

    ``open_storage`` returns a function that opens the storage, sync or async; opened twice, it shows the same records.
    Tests use tenants of their own, so the store need not be empty.

    Attributes:
        shared: Whether processes see the same records; then the races are run with real processes too.
        examples: How many random runs are compared with the model.
    """

    shared: ClassVar[bool] = True
    examples: ClassVar[int] = 25

    @pytest.fixture
    def open_storage(self) -> OpenStorage:
        """Say how the storage is opened; a subclass must give this."""
        message = f"{type(self).__name__} does not say how its storage is opened."
        raise UsageError(message, advice="Give it a fixture named open_storage.")

    @pytest.fixture
    def storage(self, open_storage: OpenStorage) -> Generator[Storage]:
        """Open the storage, set up."""
        with opened(open_storage) as storage:
            storage.setup()
            yield storage

    @pytest.fixture
    def tenant(self) -> str:
        """Name a tenant that no other test has."""
        return f"tenant-{secrets.token_hex(6)}"

    # -- one record ----------------------------------------------------------------------------------------------------

    def test_missing_records_are_absent(self, storage: Storage, tenant: str) -> None:
        """Getting what is not there answers without it, and is no error."""
        assert dict(storage.get(Connection, [(tenant, "rfms", "default")])) == {}
        assert dict(storage.get(Connection, [])) == {}
        assert list(storage.find(Query(kind=Connection, tenant=tenant))) == []

    def test_every_record_comes_back_as_it_was(self, storage: Storage, tenant: str) -> None:
        """A record of any kind is read back equal: text, 64-bit numbers, bytes, JSON, times to the microsecond."""

        @settings(max_examples=60, deadline=None)
        @given(st.sampled_from(KINDS).flatmap(lambda kind: records_of(kind, tenant)))
        def check(record: Any) -> None:  # noqa: ANN401 - a record of any kind
            (version,) = storage.commit([Put(record, ANY)])
            kind: type[Any] = record.__class__
            stored = storage.get(kind, [key_of(record)])[key_of(record)]
            assert stored.record == record
            assert stored.version == version

        check()

    def test_times_come_back_in_utc(self, storage: Storage, tenant: str) -> None:
        """A time of another zone is the same moment afterwards, told in UTC."""
        elsewhere = _NOON.astimezone(UTC).replace(tzinfo=None).astimezone()
        storage.commit([Put(_job(tenant, "1", due=elsewhere), ABSENT)])
        due = storage.get(Job, [(tenant, "1")])[tenant, "1"].record.due
        assert due == elsewhere
        assert due is not None
        assert due.utcoffset() == timedelta(0)

    def test_every_write_has_a_new_version(self, storage: Storage, tenant: str) -> None:
        """Versions differ from write to write, also when the values do not."""
        (first,) = storage.commit([Put(_job(tenant, "1"), ABSENT)])
        (second,) = storage.commit([Put(_job(tenant, "1"), first)])
        assert first >= 1
        assert second not in {ABSENT, first}
        assert storage.get(Job, [(tenant, "1")])[tenant, "1"].version == second

    def test_a_version_outlives_its_record(self, storage: Storage, tenant: str) -> None:
        """A version read before a deletion does not fit the record made afterwards under the same key."""
        (before,) = storage.commit([Put(_job(tenant, "1"), ABSENT)])
        storage.commit([Delete(Job, (tenant, "1"), before)])
        storage.commit([Put(_job(tenant, "1", task="new"), ABSENT)])
        with pytest.raises(StaleWrite):
            storage.commit([Put(_job(tenant, "1", task="late"), before)])
        assert storage.get(Job, [(tenant, "1")])[tenant, "1"].record.task == "new"

    def test_any_replaces_what_is_there(self, storage: Storage, tenant: str) -> None:
        """A write that does not care creates or replaces; a deletion that does not care may find nothing."""
        assert list(storage.commit([Delete(Job, (tenant, "1"), ANY)])) == [0]
        storage.commit([Put(_job(tenant, "1"), ANY)])
        storage.commit([Put(_job(tenant, "1", task="second"), ANY)])
        assert storage.get(Job, [(tenant, "1")])[tenant, "1"].record.task == "second"
        assert list(storage.commit([Delete(Job, (tenant, "1"), ANY)])) == [0]
        assert dict(storage.get(Job, [(tenant, "1")])) == {}

    # -- commits -------------------------------------------------------------------------------------------------------

    def test_a_stale_write_changes_nothing(self, storage: Storage, tenant: str) -> None:
        """One stale expectation keeps every write of the commit from happening, of every kind, and is named."""
        (version,) = storage.commit([Put(_job(tenant, "1"), ABSENT)])
        (newer,) = storage.commit([Put(_job(tenant, "1", task="theirs"), version)])
        cursor = Cursor(tenant=tenant, pair="p", side="left", fingerprint="f")
        with pytest.raises(StaleWrite) as caught:
            storage.commit([Put(cursor, ABSENT), Put(_job(tenant, "1"), version), Put(_job(tenant, "2"), ABSENT)])
        assert caught.value.keys == (("jobs", (tenant, "1")),)
        assert caught.value.retry == "safe"
        assert dict(storage.get(Cursor, [key_of(cursor)])) == {}
        assert dict(storage.get(Job, [(tenant, "2")])) == {}
        assert storage.get(Job, [(tenant, "1")])[tenant, "1"].version == newer

    def test_all_stale_records_are_named(self, storage: Storage, tenant: str) -> None:
        """A caller learns at once which of its records it must read again."""
        storage.commit([Put(_job(tenant, name), ABSENT) for name in "123"])
        with pytest.raises(StaleWrite) as caught:
            storage.commit([Put(_job(tenant, name), ABSENT) for name in "1324"])
        assert {key for _, key in caught.value.keys} == {(tenant, name) for name in "123"}

    def test_deleting_what_changed_is_stale(self, storage: Storage, tenant: str) -> None:
        """A deletion keeps to its expected version, and so does one of a record that is gone."""
        (version,) = storage.commit([Put(_job(tenant, "1"), ABSENT)])
        (newer,) = storage.commit([Put(_job(tenant, "1"), version)])
        with pytest.raises(StaleWrite):
            storage.commit([Delete(Job, (tenant, "1"), version)])
        storage.commit([Delete(Job, (tenant, "1"), newer)])
        with pytest.raises(StaleWrite):
            storage.commit([Delete(Job, (tenant, "1"), newer)])

    def test_large_commits_are_whole(self, storage: Storage, tenant: str) -> None:
        """A page of a thousand links is written, replaced, read by key and deleted, each in one call."""
        links = [Link(tenant=tenant, pair="customers", id=f"{number:05}") for number in range(1_100)]
        versions = storage.commit([Put(link, ABSENT) for link in links])
        versions = storage.commit([Put(link, version) for link, version in zip(links, versions, strict=True)])
        found = storage.get(Link, [key_of(link) for link in links])
        assert [found[key_of(link)].version for link in links] == list(versions)
        storage.commit([Delete(Link, key_of(link), ANY) for link in links])
        assert list(storage.find(Query(kind=Link, tenant=tenant))) == []

    def test_records_of_many_tenants_are_read_at_once(self, storage: Storage, tenant: str) -> None:
        """Keys need not belong together, and a key that is asked for twice is answered once."""
        jobs = [_job(f"{tenant}-{number}", name) for number in range(600) for name in ("1", "2")]
        storage.commit([Put(job, ABSENT) for job in jobs])
        keys: list[Key] = [key_of(job) for job in jobs]
        found = storage.get(Job, [*keys, keys[0], (tenant, "none")])
        assert {key: stored.record for key, stored in found.items()} == dict(zip(keys, jobs, strict=True))

    # -- questions -----------------------------------------------------------------------------------------------------

    def test_text_is_told_apart_and_sorted_by_code_points(self, storage: Storage, tenant: str) -> None:
        """Case, accents and trailing blanks matter, in keys and in order; no language's rules do."""
        storage.commit([Put(_job(tenant, text), ABSENT) for text in NASTY_TEXTS])
        found = [stored.record.id for stored in storage.find(Query(kind=Job, tenant=tenant))]
        assert found == sorted(NASTY_TEXTS)
        assert list(storage.get(Job, [(tenant, "a")])) == [(tenant, "a")]

    def test_empty_values_come_first(self, storage: Storage, tenant: str) -> None:
        """Sorting puts records without a value first, then by value, ties by key."""
        later = _NOON + timedelta(microseconds=1)
        dues = {"1": later, "2": None, "3": _NOON, "4": None, "0": later}
        storage.commit([Put(_job(tenant, name, due=due), ABSENT) for name, due in dues.items()])
        query = Query(kind=Job, tenant=tenant, order="due")
        assert [stored.record.id for stored in storage.find(query)] == ["2", "4", "3", "0", "1"]

    def test_pages_have_no_gap(self, storage: Storage, tenant: str) -> None:
        """Walking page by page meets every record once, also when those of earlier pages are deleted meanwhile."""
        storage.commit([Put(_job(tenant, f"{number:02}", priority=number % 3), ABSENT) for number in range(20)])
        query, seen = Query(kind=Job, tenant=tenant, order="priority", limit=3), list[Job]()
        while page := storage.find(query):
            seen += [stored.record for stored in page]
            storage.commit([Delete(Job, key_of(stored.record), stored.version) for stored in page])
            query = attrs.evolve(query, after=page[-1].record)
        assert [(job.priority, job.id) for job in seen] == sorted((n % 3, f"{n:02}") for n in range(20))

    def test_pages_pass_through_empty_values(self, storage: Storage, tenant: str) -> None:
        """A page may end among records without a value, and the next one goes on behind it."""
        dues = [None if number % 2 else _NOON - timedelta(seconds=number) for number in range(10)]
        jobs = [_job(tenant, str(number), due=due) for number, due in enumerate(dues)]
        storage.commit([Put(job, ABSENT) for job in jobs])
        for limit in (2, 3, 5):
            query, seen = Query(kind=Job, tenant=tenant, order="due", limit=limit), list[str]()
            while page := storage.find(query):
                seen += [stored.record.id for stored in page]
                query = attrs.evolve(query, after=page[-1].record)
            assert seen == ["1", "3", "5", "7", "9", "8", "6", "4", "2", "0"]

    def test_a_span_is_half_open(self, storage: Storage, tenant: str) -> None:
        """A range has its start and not its end, never empty values, and may be open on either side."""
        moments = {str(step): _NOON + timedelta(microseconds=step) for step in range(4)}
        storage.commit([Put(_job(tenant, name, due=due), ABSENT) for name, due in {**moments, "n": None}.items()])

        def within(at_least: datetime | None, below: datetime | None) -> list[str]:
            query = Query(kind=Job, tenant=tenant, span=Span("due", at_least, below), order="due")
            return [stored.record.id for stored in storage.find(query)]

        assert within(moments["1"], moments["3"]) == ["1", "2"]
        assert within(None, moments["2"]) == ["0", "1"]
        assert within(moments["2"], None) == ["2", "3"]
        assert within(None, None) == ["0", "1", "2", "3"]

    def test_where_finds_equal_and_empty_values(self, storage: Storage, tenant: str) -> None:
        """Equality is exact, and ``None`` finds the records whose field is empty."""
        owners = {"1": None, "2": "x", "3": "X", "4": ""}
        storage.commit([Put(_job(tenant, name, lease_owner=owner), ABSENT) for name, owner in owners.items()])
        for name, owner in owners.items():
            found = storage.find(Query(kind=Job, tenant=tenant, where={"lease_owner": owner}))
            assert [stored.record.id for stored in found] == [name]

    def test_tenants_are_apart(self, storage: Storage, tenant: str) -> None:
        """A query sees its own tenant's records only; across tenants it sees all, sorted by key."""
        storage.commit([Put(_job(tenant + suffix, "1", task=tenant), ABSENT) for suffix in ("b", "", "a")])
        assert [stored.record.tenant for stored in storage.find(Query(kind=Job, tenant=tenant))] == [tenant]
        sweep = Query[Job].across_tenants(Job, where={"task": tenant})
        assert [stored.record.tenant for stored in storage.find(sweep)] == [tenant, tenant + "a", tenant + "b"]

    def test_counting_groups_by_a_field(self, storage: Storage, tenant: str) -> None:
        """Counts are exact, per value, empty ones included, and limit and paging do not matter."""
        jobs = [_job(tenant, str(number), lease_owner="x" if number % 3 else None) for number in range(7)]
        storage.commit([Put(job, ABSENT) for job in jobs])
        query = Query(kind=Job, tenant=tenant, limit=2, after=jobs[3])
        assert dict(storage.count(query, "lease_owner")) == {None: 3, "x": 4}
        assert dict(storage.count(Query(kind=Job, tenant=tenant, where={"task": "none"}), "state")) == {}

    # -- bad input -----------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        "change",
        [
            {"due": datetime(2024, 6, 1)},  # noqa: DTZ001 - the mistake under test
            {"priority": "high"},
            {"priority": 2**63},
            {"task": "a\0b"},
            {"task": None},
            {"payload": {"when": _NOON}},
            {"payload": {"rate": float("nan")}},
        ],
        ids=["naive time", "text as number", "65 bits", "NUL", "empty", "time in JSON", "NaN in JSON"],
    )
    def test_what_cannot_be_stored_everywhere_is_refused(
        self, storage: Storage, tenant: str, change: dict[str, Any]
    ) -> None:
        """A value that some store could not keep exactly is the caller's mistake in every store."""
        with pytest.raises(UsageError):
            storage.commit([Put(_job(tenant, "1"), ABSENT), Put(_job(tenant, "2", **change), ABSENT)])
        assert dict(storage.get(Job, [(tenant, "1")])) == {}

    def test_questions_that_make_no_sense_are_refused(self, storage: Storage, tenant: str) -> None:
        """Unknown fields, fields that cannot be compared and malformed keys are the caller's mistakes."""
        with pytest.raises(UsageError):
            storage.find(Query(kind=Job, tenant=tenant, where={"colour": "red"}))
        with pytest.raises(UsageError):
            storage.find(Query(kind=Job, tenant=tenant, order="payload"))
        with pytest.raises(UsageError):
            storage.count(Query(kind=Job, tenant=tenant), "colour")
        with pytest.raises(UsageError):
            storage.get(Job, [(tenant,)])
        with pytest.raises(UsageError):
            storage.find(Query(kind=Job, tenant=tenant, span=Span("priority", at_least="high")))
        with pytest.raises(UsageError):
            storage.find(
                Query[Any](kind=Job, tenant=tenant, after=Cursor(tenant=tenant, pair="p", side="s", fingerprint=""))
            )
        with pytest.raises(UsageError):
            storage.find(Query(kind=Job, tenant=tenant, where={"priority": "high"}))

    def test_one_commit_writes_a_record_once(self, storage: Storage, tenant: str) -> None:
        """Two writes of one record in one commit have no meaning, and are refused."""
        with pytest.raises(UsageError):
            storage.commit([Put(_job(tenant, "1"), ANY), Delete(Job, (tenant, "1"), ANY)])
        assert dict(storage.get(Job, [(tenant, "1")])) == {}

    def test_an_empty_commit_is_nothing(self, storage: Storage) -> None:
        """A page without changes needs no special case."""
        assert list(storage.commit([])) == []

    def test_versions_that_no_record_can_have_are_refused(self, storage: Storage, tenant: str) -> None:
        """Expecting less than nothing, or deleting what must not exist, is the caller's mistake."""
        with pytest.raises(UsageError):
            storage.commit([Put(_job(tenant, "1"), -2)])
        with pytest.raises(UsageError):
            storage.commit([Delete(Job, (tenant, "1"), ABSENT)])

    def test_looking_up_an_impossible_key_finds_nothing(self, storage: Storage, tenant: str) -> None:
        """A state or id from outside may be any text; what could never be stored is simply not there."""
        keys: list[Key] = [(tenant, "a\0b"), (tenant, "x" * 5_000), (tenant, "\ud800")]
        assert dict(storage.get(Authorization, keys)) == {}
        impossible = Query(kind=Job, tenant=tenant, where={"id": "a\0b"})
        assert list(storage.find(impossible)) == []
        assert dict(storage.count(impossible, "state")) == {}

    # -- together ------------------------------------------------------------------------------------------------------

    def test_setup_keeps_what_is_there(self, storage: Storage, tenant: str) -> None:
        """Setting up again changes nothing."""
        (version,) = storage.commit([Put(_job(tenant, "1"), ABSENT)])
        storage.setup()
        assert storage.get(Job, [(tenant, "1")])[tenant, "1"].version == version

    def test_every_kind_starts_with_its_tenant(self) -> None:
        """No record can be reached without saying whose it is."""
        assert {kind_of(kind).key[0] for kind in KINDS} == {"tenant"}

    def test_it_behaves_as_a_dictionary_would(self, storage: Storage) -> None:
        """Random commits, look-ups, pages and counts answer as the model does."""
        run_against_model(storage, examples=self.examples, steps=25)

    def test_what_is_written_is_seen_by_others(self, open_storage: OpenStorage, storage: Storage, tenant: str) -> None:
        """A second opening of the same store sees a commit as soon as it has returned."""
        storage.commit([Put(_job(tenant, "1"), ABSENT)])
        with opened(open_storage) as other:
            assert list(other.get(Job, [(tenant, "1")])) == [(tenant, "1")]

    def test_threads_race_and_nothing_is_lost(self, open_storage: OpenStorage, storage: Storage, tenant: str) -> None:
        """Threads that count by compare-and-swap lose no step, and each lease is taken by exactly one of them."""
        _check_race(storage, tenant, in_threads(open_storage, tenant, workers=4, rounds=10), steps=40)

    def test_processes_race_and_nothing_is_lost(self, open_storage: OpenStorage, storage: Storage, tenant: str) -> None:
        """Real processes that count by compare-and-swap lose no step, and each lease is taken by exactly one."""
        race = in_processes if self.shared else in_threads
        _check_race(storage, tenant, race(open_storage, tenant, workers=3, rounds=15), steps=45)


def _job(tenant: str, name: str, **fields: Any) -> Job:  # noqa: ANN401 - some of them are wrong on purpose
    return attrs.evolve(Job(tenant=tenant, id=name, task="sync"), **fields)


def _check_race(storage: Storage, tenant: str, taken: list[list[str]], *, steps: int) -> None:
    keys: list[Key] = [(tenant, f"counter-{number}") for number in range(COUNTERS)]
    assert {stored.record.attempts for stored in storage.get(Job, keys).values()} == {steps}
    assert {stored.record.succeeded for stored in storage.get(Run, keys).values()} == {steps}
    assert sorted(name for names in taken for name in names) == sorted(map(str, range(LEASES)))
    owners = storage.get(Job, [(tenant, f"lease-{number}") for number in range(LEASES)])
    assert {(key[1], stored.record.lease_owner) for key, stored in owners.items()} == {
        (f"lease-{name}", str(number)) for number, names in enumerate(taken) for name in names
    }
