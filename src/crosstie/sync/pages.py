"""Reports and plans as HTML: a section for notebooks, and a whole page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

import attrs

from crosstie.core.endpoint import Position
from crosstie.sync.cursor import stored_position
from crosstie.sync.plan import Plan
from crosstie.sync.report import Report
from crosstie.sync.sides import SIDES

__all__ = ["plan_section", "report_page", "report_section"]

_STYLE: Final = """
.crosstie{font:15px/1.5 system-ui,sans-serif;color:#1d2733;max-width:64rem}
.crosstie h2{font-size:1.25rem;margin:.2rem 0}
.crosstie .notice{border-left:4px solid #888;padding:.4rem .8rem;margin:.6rem 0;background:#f5f6f8}
.crosstie .success{border-color:#2b8a3e}.crosstie .warning{border-color:#d9480f}.crosstie .info{border-color:#1c7ed6}
.crosstie table{border-collapse:collapse;margin:.6rem 0}
.crosstie th,.crosstie td{text-align:left;vertical-align:top;padding:.2rem .7rem;border-bottom:1px solid #dde1e6}
.crosstie td.n{text-align:right;font-variant-numeric:tabular-nums}
.crosstie small{color:#5c6773}
"""


def report_page(report: Report) -> str:
    """Return a report as a whole page."""
    title = escape(report.notice().title)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title></head><body>{report_section(report)}</body></html>\n"
    )


def report_section(report: Report) -> str:
    """Return a report as a section, styled by itself."""
    notice = report.notice()
    rows = report.rows()
    parts = [
        f"<h2>{escape(notice.title)}</h2>",
        f'<div class="notice {notice.level}">{escape(notice.description)}</div>',
        _numbers(attrs.asdict(report.counts)),
        _table(("direction", "created", "updated", "calls"), _directions(report)),
        _table(tuple(rows[0]), (list(row.values()) for row in rows)) if rows else "",
        _table(("cursor", "before", "after"), _cursors(report)),
        f"<p><small>{escape(_when(report))}</small></p>",
    ]
    return _section(parts)


def plan_section(plan: Plan) -> str:
    """Return a plan as a section, styled by itself."""
    rows = [step.row() for step in plan.steps]
    parts = [f"<h2>{escape(plan.summary())}</h2>"]
    if rows:
        parts.append(_table(tuple(rows[0]), (list(row.values()) for row in rows)))
    return _section(parts)


def _section(parts: Iterable[str]) -> str:
    return f'<section class="crosstie"><style>{_STYLE}</style>{"".join(parts)}</section>'


def _directions(report: Report) -> Iterable[Sequence[object]]:
    for side in SIDES:
        counted = (report.created.get(side, 0), report.updated.get(side, 0), report.calls.get(side, 0))
        yield (f"to the {side}", *counted)


def _cursors(report: Report) -> Iterable[Sequence[object]]:
    for side in SIDES:
        yield side, _where(report.before.get(side)), _where(report.after.get(side))


def _where(position: Position | None) -> str:
    return "—" if position is None else " ".join(str(value) for value in stored_position(position).values())


def _when(report: Report) -> str:
    began = f"{report.started:%Y-%m-%d %H:%M:%S} UTC"
    return f"tenant {report.tenant}, run {report.run}, {began}, {report.seconds:.1f} seconds"


def _numbers(counts: Mapping[str, int]) -> str:
    return _table(tuple(counts), [list(counts.values())])


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    kind = ' class="n"' if isinstance(value, int) else ""
    return f"<td{kind}>{escape(str(value))}</td>"
