"""What goes wrong: one bad record, a dead session, a failing system, a lost answer, two runs at once."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.core.endpoint import ChangePage
from crosstie.errors import (
    CredentialsRejected,
    CrosstieError,
    DecodeError,
    Forbidden,
    Invalid,
    NotSent,
    QuotaExhausted,
    RateLimited,
    ServerFault,
    StorageUnavailable,
    UsageError,
)
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Operation, lost_answer

ENDING = [CredentialsRejected, RateLimited, QuotaExhausted, NotSent]


def add(bench: Any, *names: str, side: sync.Side = "left") -> list[str]:
    """Make records that go by their names."""
    return [bench.shelf(side).add({"name": name, "email": f"{name}@example.com"}) for name in names]


# -- one bad record ----------------------------------------------------------------------------------------------------


def test_one_bad_record_does_not_stop_the_others(bench: Any) -> None:
    """It is reported with its ids and its typed error, which pickles; everybody else arrives."""
    names = add(bench, "ash", "birch", "cedar")
    bench.right.fail("create", lambda: Invalid("The name is too long."))
    report = bench.engine.run(bench.pair())
    assert report.counts == sync.Counts(imported=2, errors=1)
    (entry,) = report.errors
    assert (entry.side, entry.id, type(entry.error)) == ("left", names[0], Invalid)
    assert entry.link_id in {link.id for link in bench.links()}
    assert str(pickle.loads(pickle.dumps(report.errors[0].error))) == "The name is too long."  # noqa: S301 - our own
    assert bench.engine.run(bench.pair()).counts.imported == 1
    assert {link.status for link in bench.links()} == {"synced"}


@pytest.mark.parametrize("operation", ["create", "update"])
def test_a_record_that_keeps_failing_is_left_after_some_attempts(bench: Any, operation: Operation) -> None:
    """A quiet run does not hammer; a change of the record, or somebody's word, tries again."""
    left, _ = bench.linked() if operation == "update" else (add(bench, "ash")[0], "")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.fail(operation, lambda: Invalid("No."), times=99)
    attempts = [bench.engine.run(bench.pair()).counts.errors for _ in range(7)]
    assert attempts == [1, 1, 1, 1, 1, 0, 0]
    assert bench.link().attempts == 5
    bench.left.edit(left, {"name": "Cedar"})
    assert bench.engine.run(bench.pair()).counts.errors == 1
    bench.right.faults.clear()
    assert bench.engine.retry(bench.pair()) == 1
    assert bench.engine.run(bench.pair()).ok
    assert (bench.link().status, bench.link().attempts, bench.link().error) == ("synced", 0, None)


def test_a_record_that_cannot_be_read_is_reported(bench: Any) -> None:
    """A value that does not fit the mapping concerns that record alone, and is tried when it changes."""
    pair = bench.pair(sync.both("name", "name"), sync.both("owed", "owed", as_=sync.money()), match=[])
    left = bench.left.add({"name": "ash", "owed": "twelve"})
    bench.left.add({"name": "birch", "owed": "12"})
    report = bench.engine.run(pair)
    assert (report.counts.imported, report.counts.errors) == (1, 1)
    assert "The field owed of left cannot be read" in str(report.errors[0].error)
    bench.left.edit(left, {"owed": "12.50"})
    assert bench.engine.run(pair).counts == sync.Counts(imported=1)
    bench.left.edit(left, {"owed": "a lot"})
    assert bench.engine.run(pair).counts == sync.Counts(errors=1)
    bench.left.edit(left, {"owed": "13"})
    assert bench.engine.run(pair).counts == sync.Counts(updated=1)


def test_one_bad_record_in_an_answer_is_found_by_asking_for_each_alone(bench: Any) -> None:
    """A page of reads that fails as a whole does not take the others along."""
    bench.left.heads_only = True
    add(bench, "ash", "birch")
    bench.left.fail("read", lambda: DecodeError("That is no customer."), record_id="left-1", times=2)
    report = bench.engine.run(bench.pair())
    assert (report.counts.imported, report.counts.errors) == (1, 1)
    assert report.errors[0].id == "left-1"


def test_a_partner_that_cannot_be_read_holds_up_its_own_record_only(bench: Any) -> None:
    """Nothing is written over what nobody has seen; the others of the batch go on."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, checks_version=False)
    names = add(bench, "ash", "birch")
    bench.engine.run(bench.pair())
    bench.clock.advance(60)
    for name in names:
        bench.left.edit(name, {"city": "Salem"})
    bench.right.fail("read", lambda: Invalid("Not now."), record_id="right-1", times=2)
    report = bench.engine.run(bench.pair())
    assert (report.updated, [entry.id for entry in report.errors]) == ({"right": 1}, ["left-1"])
    assert [values.get("city") for values in bench.values("right")] == [None, "Salem"]
    assert bench.engine.run(bench.pair()).updated == {"right": 1}


def test_a_hosts_own_endpoint_may_raise_what_it_likes(bench: Any) -> None:
    """It becomes a typed error that names the class and keeps the text to itself; a creation is then in doubt."""
    add(bench, "ash", "birch")
    bench.right.fail("create", lambda: KeyError("0xsecret"))
    report = bench.engine.run(bench.pair())
    assert report.counts.imported == 1
    assert str(report.unresolved[0].error).startswith("The endpoint right raised KeyError.")
    assert isinstance(report.unresolved[0].error.__cause__, KeyError)


def test_a_failing_values_function_concerns_one_record(bench: Any) -> None:
    """Reading values is the endpoint's own code too."""
    add(bench, "ash", "birch")

    class Picky(MemoryEndpoint):
        """Cannot read one of its records."""

        def values_of(self, record: Any, paths: Any) -> Any:
            """Fail for Ash."""
            if record.values["name"] == "ash":
                raise ZeroDivisionError
            return super().values_of(record, paths)

    base = bench.pair()
    pair = sync.Pair("customers", left=Picky(bench.left), right=base.right, fields=base.fields, match=["email"])
    report = bench.engine.run(pair)
    assert (report.counts.imported, report.counts.errors) == (1, 1)


def test_a_failing_policy_concerns_one_record(bench: Any) -> None:
    """A host's function that raises leaves the record as it is."""

    def policy(clash: sync.Clash) -> sync.Choice:
        raise LookupError(clash.left)

    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.edit(right, {"name": "Cedar"})
    report = bench.engine.run(bench.pair(conflicts=policy))
    assert "The conflict policy raised LookupError" in str(report.errors[0].error)
    assert bench.right.rows[right].values["name"] == "Cedar"


@pytest.mark.parametrize("answer", ["LEFT", "newest", None, True, ["left"]], ids=repr)
def test_a_policy_that_answers_something_else_is_told_what_is_allowed(bench: Any, answer: Any) -> None:
    """What it returned, for which field, and what it may return; nobody wins by a misspelt word."""

    def policy(_: sync.Clash) -> sync.Choice:
        return answer  # type: ignore[no-any-return]

    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.edit(right, {"name": "Cedar"})
    (failed,) = bench.engine.run(bench.pair(conflicts=policy)).errors
    assert f"policy returned {answer!r} for name" in failed.error.message
    assert "'left', 'right', 'ask' or Chosen(value)" in str(failed.error.advice)
    assert (bench.left.rows[left].values["name"], bench.right.rows[right].values["name"]) == ("Birch", "Cedar")


def test_a_policy_may_say_why_it_does_not_decide(bench: Any) -> None:
    """One of crosstie's own errors is reported as it is."""

    def policy(clash: sync.Clash) -> sync.Choice:
        message = f"Nobody may change the {clash.field} of a tax office."
        raise Forbidden(message)

    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.edit(right, {"name": "Cedar"})
    report = bench.engine.run(bench.pair(conflicts=policy))
    assert [str(entry.error) for entry in report.errors] == ["Nobody may change the name of a tax office."]
    assert isinstance(report.errors[0].error, Forbidden)


def test_a_record_whose_answer_cannot_be_read_is_made_once(bench: Any) -> None:
    """The side took the creation and made of it what the mapping cannot read: reported, linked, and never repeated."""
    pair = bench.pair(sync.both("name", "name"), sync.both("owed", "owed", as_=sync.money()), match=[])
    bench.right.reacts = lambda _: {"owed": "a lot"}
    bench.left.add({"name": "ash", "owed": "12"})
    report = bench.engine.run(pair)
    assert (report.created, report.counts.errors) == ({"right": 1}, 1)
    assert "The field owed of right cannot be read" in str(report.errors[0].error)
    assert (bench.link().left_id, bench.link().right_id) == ("left-1", "right-1")
    bench.right.reacts = None
    bench.right.edit("right-1", {"owed": "12"})
    assert bench.engine.run(pair).counts == sync.Counts()
    assert len(bench.right.rows) == 1


def test_every_record_that_waits_is_tried_again(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pages of the storage they fill."""
    monkeypatch.setattr("crosstie.sync.bonds._PAGE", 2)
    add(bench, "ash", "birch", "cedar", "dogwood", "elm")
    bench.right.fail("create", lambda: Invalid("Not today."), times=5)
    assert bench.engine.run(bench.pair()).counts.errors == 5
    assert bench.engine.run(bench.pair()).counts == sync.Counts(imported=5)


# -- what ends a run ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", ENDING)
@pytest.mark.parametrize("operation", ["changes", "read", "find", "create", "update"])
def test_what_concerns_everybody_stops_at_once_and_keeps_the_progress(
    bench: Any, operation: Operation, error: type[CrosstieError]
) -> None:
    """No session, a pause asked for, a server that is not there: the next run goes on where this one was."""
    left, _ = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    add(bench, "cedar", "dogwood")
    bench.right.abilities = attrs.evolve(bench.right.abilities, checks_version=False)
    bench.right.fail(operation, lambda: error("Not now."))
    report = bench.engine.run(bench.pair())
    assert type(report.stopped) is error
    assert report.before == report.after
    assert report.notice().level == "warning"
    with pytest.raises(error):
        report.raise_if_stopped()
    second = bench.engine.run(bench.pair())
    assert second.ok
    assert second.before != second.after
    assert len(bench.values("right")) == 3
    assert not bench.intents() or {entry.state for entry in bench.intents()} <= {"done", "failed"}
    assert {value["name"] for value in bench.values("right")} == {"Birch", "cedar", "dogwood"}
    second.raise_if_stopped()


def test_a_stop_between_the_two_writes_of_a_record_keeps_the_first(bench: Any) -> None:
    """What one side has already is not sent again, nor taken for a change of that side."""
    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.edit(right, {"city": "Salem"})
    bench.right.fail("update", CredentialsRejected)
    assert bench.engine.run(bench.pair()).updated == {"left": 1}
    assert bench.engine.run(bench.pair()).updated == {"right": 1}
    assert bench.values("left") == bench.values("right")


@pytest.mark.parametrize(("retry", "state"), [("safe", "failed"), ("unsafe", "failed"), ("unknown", "unknown")])
def test_a_storage_that_knows_what_became_of_a_creation_is_believed(bench: Any, retry: Any, state: str) -> None:
    """A host's locked or missing table has stored nothing: the record is made by the next run. A lost commit waits."""
    bench.left.add({"name": "Ash", "email": "ash@example.com"})
    bench.right.fail("create", lambda: StorageUnavailable(retry=retry))
    assert bench.engine.run(bench.pair()).stopped is not None
    assert [entry.state for entry in bench.intents()] == [state]
    report = bench.engine.run(bench.pair())
    assert (report.counts.imported, len(report.unresolved)) == ((1, 0) if state == "failed" else (0, 1))


def test_a_stop_after_a_creation_keeps_its_link(bench: Any) -> None:
    """It was made, so it is never made again, even when its own values still have to flow back."""
    bench.right.reacts = lambda values: {"city": f"City of {values['name']}"}
    add(bench, "ash")
    bench.left.fail("update", CredentialsRejected)
    assert bench.engine.run(bench.pair()).created == {"right": 1}
    assert bench.link().status in {"pending", "failed"}
    report = bench.engine.run(bench.pair())
    assert (report.created, report.updated) == ({}, {"left": 1})


def test_several_senseless_answers_in_a_row_end_the_run(bench: Any) -> None:
    """One failing record is isolated; three in a row mean that the system is down."""
    add(bench, "ash", "birch", "cedar", "dogwood", "elm")
    bench.right.fail("create", ServerFault, times=2)
    assert bench.engine.run(bench.pair()).stopped is None
    add(bench, "fir", "gum", "hazel", "ivy")
    bench.clock.advance(1)
    bench.right.faults.clear()
    bench.right.fail("create", ServerFault, times=9)
    report = bench.engine.run(bench.pair())
    assert isinstance(report.stopped, ServerFault)
    assert bench.right.count("create") == 5 + 3


def test_bad_answers_inside_a_batch_are_judged_too(bench: Any) -> None:
    """A session that ends in the middle of a batch ends the run; what succeeded in it is kept."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, batch=4)
    add(bench, "ash", "birch", "cedar", "dogwood")
    bench.right.fail("create", CredentialsRejected, times=3)
    report = bench.engine.run(bench.pair())
    assert isinstance(report.stopped, CredentialsRejected)
    assert report.counts.imported == 1
    assert bench.engine.run(bench.pair()).counts.imported == 3


def test_a_batch_that_fails_as_a_whole_says_the_same_of_each(bench: Any) -> None:
    """And nothing of it is repeated blindly."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, batch=4)
    add(bench, "ash", "birch")

    class Silent(MemoryEndpoint):
        """Does not answer batches."""

        def write(self, writes: Any) -> Any:
            """Carry out, and lose the answer."""
            super().write(writes)
            raise lost_answer()

    base = bench.pair()
    pair = sync.Pair("customers", left=base.left, right=Silent(bench.right), fields=base.fields, match=["email"])
    report = bench.engine.run(pair)
    assert [entry.id for entry in report.unresolved] == ["left-1", "left-2"]
    assert bench.engine.run(bench.pair()).counts == sync.Counts(linked=2)


def test_a_listing_that_goes_round_in_circles_is_stopped(bench: Any) -> None:
    """A next page that comes twice."""
    add(bench, "ash")

    class Stuck(MemoryEndpoint):
        """Gives one page for ever."""

        def changes(self, since: Any, page: Any) -> ChangePage:
            """Point at the same next page."""
            del page
            return attrs.evolve(super().changes(since, None), next_page="again")

    base = bench.pair()
    pair = sync.Pair("customers", left=Stuck(bench.left), right=base.right, fields=base.fields, match=["email"])
    report = bench.engine.run(pair)
    assert "goes round in circles" in str(report.stopped)
    assert report.after["left"] is None


def test_a_mistake_of_the_caller_is_raised(bench: Any) -> None:
    """Not hidden in a report."""
    bench.left.fail("changes", lambda: UsageError("That cannot be asked."))
    with pytest.raises(UsageError, match="cannot be asked"):
        bench.engine.run(bench.pair())


def test_a_storage_that_fails_is_raised_and_costs_nothing(bench: Any) -> None:
    """Creations are in the journal before they are sent, so the next run finds them."""
    add(bench, "ash")

    def fail(_: object) -> None:
        raise StorageUnavailable

    def arm(_: object) -> None:
        bench.storage.before = fail  # the commit after the announcement fails

    bench.storage.before = arm
    with pytest.raises(StorageUnavailable):
        bench.engine.run(bench.pair())
    assert len(bench.right.rows) == 1
    report = bench.engine.run(bench.pair())
    assert report.counts == sync.Counts(linked=1)
    assert len(bench.right.rows) == 1
