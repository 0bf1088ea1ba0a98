"""Plans and reports: counts, notices, tables, pages."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from rich.console import Console

from crosstie import sync
from crosstie.core.endpoint import AtTime
from crosstie.errors import CredentialsRejected, Invalid, MissingExtra, Unresolved
from crosstie.storage import Conflict
from crosstie.testing.shelf import lost_answer

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
EVIL = "<script>alert('x')</script>"


def report(**parts: Any) -> sync.Report:
    """Make a report of these parts."""
    whole = {
        "pair": "customers",
        "tenant": "acme",
        "run": "r1",
        "started": NOON,
        "finished": NOON + timedelta(seconds=2),
    }
    return sync.Report(**{**whole, **parts})


def failed(words: str = "The name is too long.", record_id: str = "7") -> sync.RecordError:
    """Make the error of a record."""
    return sync.RecordError(side="left", id=record_id, error=Invalid(words))


SKIP = sync.Skip(side="left", id="1", reason="gone")
CONFLICT = Conflict(tenant="acme", pair="customers", id="c", link_id="l", field="name", left="a", right=EVIL)


# -- R6 ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "description", "level"),
    [
        ({}, "Nothing to do.", "info"),
        ({"created": {"right": 12}, "updated": {"left": 1, "right": 2}}, "12 imported, 3 updated", "success"),
        ({"created": {"left": 2}, "linked": 1}, "2 exported, 1 linked", "success"),
        ({"created": {"right": 12}, "errors": (failed(), failed())}, "12 imported (2 warnings)", "warning"),
        ({"linked": 1, "unresolved": (failed(),)}, "1 linked (1 warning)", "warning"),
        ({"errors": (failed(), failed("Other."))}, "The name is too long.", "warning"),
        (
            {"stopped": CredentialsRejected(), "errors": (failed(),)},
            "The system does not accept these credentials.",
            "warning",
        ),
        ({"skips": (SKIP,)}, "1 skipped", "info"),
        ({"conflicts": (CONFLICT,), "waiting": 1}, "1 conflict", "info"),
        ({"conflicts": (CONFLICT, CONFLICT), "waiting": 2, "skips": (SKIP,)}, "1 skipped, 2 conflicts", "info"),
        ({"linked": 1, "conflicts": (CONFLICT,), "waiting": 1}, "1 linked, 1 conflict", "success"),
        ({"waiting": 1}, "Nothing to do; 1 earlier conflict waits for a decision.", "info"),
        (
            {"linked": 1, "conflicts": (CONFLICT,), "waiting": 3},
            "1 linked, 1 conflict; 2 earlier conflicts wait for a decision.",
            "success",
        ),
        (
            {"errors": (failed(),), "waiting": 1},
            "The name is too long; 1 earlier conflict waits for a decision.",
            "warning",
        ),
    ],
)
def test_a_notice_says_what_happened(parts: Any, description: str, level: str) -> None:
    """Total failure shows the first real error, success its counts, errors make it a warning, nothing says so."""
    notice = report(**parts).notice()
    assert (notice.description, notice.level) == (description, level)
    assert notice.title.startswith("customers")


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ({}, "in step"),
        ({"skips": (SKIP,)}, "in step"),
        ({"conflicts": (CONFLICT,), "waiting": 1}, "waiting for a decision"),
        ({"waiting": 1}, "waiting for a decision"),
        ({"updated": {"left": 1}, "waiting": 1}, "synced"),
    ],
    ids=["nothing", "skipped", "found", "earlier", "written"],
)
def test_a_title_tells_whether_somebody_is_waited_for(parts: Any, title: str) -> None:
    """Where nothing was written a run is in step, or waits for a person; it has synced nothing."""
    assert report(**parts).notice().title == f"customers: {title}"


def test_counts_follow_the_direction_and_the_home_side() -> None:
    """What is made at home is imported, what is made across exported."""
    made = {"created": {"left": 1, "right": 2}}
    assert report(**made).counts == sync.Counts(imported=2, exported=1)
    assert report(**made, home="left").counts == sync.Counts(imported=1, exported=2)


def test_a_report_has_the_first_error_and_says_whether_all_is_well() -> None:
    """What stopped the run goes first; conflicts are no errors."""
    stop = CredentialsRejected()
    assert report(stopped=stop, errors=(failed(),)).first_error() is stop
    assert report(unresolved=(sync.RecordError(side="left", id="1", error=Unresolved()),)).first_error() is not None
    assert report().first_error() is None
    assert (report(conflicts=(CONFLICT,)).ok, report(errors=(failed(),)).ok) == (True, False)
    assert report().seconds == 2


# -- as text, table and page -------------------------------------------------------------------------------------------


FULL = report(
    created={"right": 3},
    errors=(failed(f"No {EVIL}"),),
    unresolved=(failed("Lost.", "8"),),
    conflicts=(CONFLICT,),
    skips=(sync.Skip(side="right", id=EVIL, reason="It is inactive."),),
    unheld=(sync.Unheld(side="right", field="city", times=2),),
    altered=(sync.Altered(side="left", field="name", times=1),),
    before={"left": None, "right": None},
    after={"left": AtTime(NOON), "right": None},
)


def test_a_report_prints_one_line_for_each_record_that_needs_a_look() -> None:
    """Below the notice."""
    first, *rest = str(FULL).splitlines()
    assert first == "customers: synced with warnings: 3 imported, 1 skipped, 1 conflict (2 warnings)"
    assert [line.split()[0] for line in rest] == ["error", "unresolved", "conflict", "skipped", "not", "altered"]


class Reader(HTMLParser):
    """Collects tags and text."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Note a tag."""
        del attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.words += data


def test_a_page_needs_nothing_else_and_escapes_everything() -> None:
    """No script, no link to anywhere; values of records cannot become markup."""
    page = FULL.to_html()
    read = Reader(page)
    assert page.startswith("<!doctype html>")
    assert not {"script", "link", "img", "iframe"} & set(read.tags)
    assert not re.search("https?://", page)
    assert EVIL in read.words
    assert "2026-11-02T12:00:00+00:00" in read.words
    assert FULL._repr_html_() in page


def test_a_report_is_a_data_frame_where_pandas_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its columns also when nothing needs a look; without pandas the error names the extra."""
    frame = FULL.to_pandas()
    assert list(frame["what"]) == ["error", "unresolved", "conflict", "skipped", "not held", "altered"]
    assert list(report().to_pandas().columns) == ["what", "side", "id", "field", "reason"]
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match="pandas") as missing:
        FULL.to_pandas()
    assert "crosstie[notebook]" in str(missing.value.advice)


def shown(thing: Any) -> str:
    """Print something with rich."""
    out = io.StringIO()
    Console(file=out, width=200, color_system=None).print(thing)
    return out.getvalue()


def test_a_report_is_a_table_where_rich_is() -> None:
    """With a row for each direction."""
    text = shown(FULL)
    assert "to the right" in text
    assert "with warnings" in text


# -- plans -------------------------------------------------------------------------------------------------------------


def test_a_plan_shows_every_step_and_writes_nothing(bench: Any) -> None:
    """Creations, updates with before and after, links, conflicts, skips, errors; neither remote nor local."""
    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.edit(right, {"name": "Cedar", "city": "Salem"})
    gone = bench.left.add({"name": "Gone", "email": "gone@x.test"})
    bench.engine.run(bench.pair(creates=[]))
    bench.left.add({"name": "New", "email": "new@x.test"})
    bench.left.add({"name": "Same", "email": "same@x.test"})
    bench.right.add({"name": "Same", "email": "same@x.test"})
    for _ in range(2):
        bench.left.add({"name": "Twin", "email": "twin@x.test"})
    bench.right.add({"name": "Twin", "email": "twin@x.test"})
    bench.left.edit(left, {"name": "Dogwood", "phone": "1"})
    bench.left.edit(gone, {"name": "[b]Markup[/b]"})
    remote, local = bench.remote_writes(), len(bench.storage.written)
    plan = bench.engine.plan(bench.pair())
    assert (bench.remote_writes(), len(bench.storage.written)) == (remote, local)
    assert plan.counts == {"conflict": 4, "link": 1, "create": 2}
    text = str(plan)
    assert text.splitlines()[0] == "customers: 4 conflict, 2 create, 1 link; 2 remote calls"
    assert "name: left 'Dogwood', right 'Cedar'" in text
    assert "somebody has to decide" in text
    assert "[b]Markup[/b]" in shown(plan)
    assert "Markup" in plan._repr_html_()
    assert len(plan.to_pandas()) == len(plan.steps)


def test_a_plan_shows_skips_errors_and_what_is_unresolved(bench: Any) -> None:
    """As a run would report them."""
    left, _ = bench.linked(name="Ash")
    bench.left.add({"name": "Birch", "email": "b@x.test"})
    bench.right.fail("create", lost_answer)
    bench.engine.run(bench.pair())
    bench.left.set_state(left, "inactive")
    bench.right.heads_only = True
    bench.right.add({"name": "Cedar", "email": "c@x.test"})
    bench.right.fail("read", lambda: Invalid("No."), times=2)
    plan = bench.engine.plan(bench.pair())
    assert plan.counts == {"unresolved": 1, "skip": 1, "error": 1}
    assert plan.summary() == "customers: 1 error, 1 skip, 1 unresolved"


def test_a_plan_has_a_price(bench: Any) -> None:
    """Calls by side, fewer where they go in batches, and the time they take under the side's limit."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, batch=30, calls_per_minute=30)
    for number in range(61):
        bench.left.add({"name": f"n{number}", "email": f"n{number}@x.test"})
    plan = bench.engine.plan(bench.pair())
    assert (plan.calls, plan.seconds) == ({"right": 3}, 6)
    assert plan.summary().endswith("61 create; 3 remote calls, at least 6 s under the limits")


def test_a_plan_that_was_stopped_says_so(bench: Any) -> None:
    """Its steps are incomplete."""
    bench.right.fail("changes", CredentialsRejected)
    plan = bench.engine.plan(bench.pair())
    assert isinstance(plan.stopped, CredentialsRejected)
    assert "incomplete" in plan.summary()
    assert str(plan) == plan.summary()
    assert "<table" not in plan._repr_html_()


def test_a_plan_that_is_stopped_in_the_middle_writes_nothing(bench: Any) -> None:
    """Not even what was reached: a plan only looks."""
    left, _ = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.abilities = attrs.evolve(bench.right.abilities, checks_version=False)
    bench.right.fail("read", CredentialsRejected)
    written = len(bench.storage.written)
    plan = bench.engine.plan(bench.pair())
    assert isinstance(plan.stopped, CredentialsRejected)
    assert (plan.steps, len(bench.storage.written)) == ((), written)


def test_a_long_plan_is_cut_for_the_eye_only() -> None:
    """The steps keep everything."""
    step = sync.Step(action="update", side="left", fields=[sync.FieldChange(field="name", before="a", after="b" * 99)])
    plan = sync.Plan(pair="p", tenant="acme", steps=[step])
    assert "…" in str(plan)
    assert "b" * 99 in plan._repr_html_()
