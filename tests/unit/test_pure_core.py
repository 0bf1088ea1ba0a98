"""The core reads no clock: what import rules cannot see."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import crosstie.core

CORE = sorted(Path(crosstie.core.__file__).parent.rglob("*.py"))
CLOCKS = frozenset({"now", "today", "utcnow"})


def clock_reads(source: str) -> Iterator[int]:
    """Yield the lines that ask ``datetime`` or ``date`` what time it is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
            if name in ("date", "datetime"):
                yield node.lineno


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_the_core_reads_no_clock(path: Path) -> None:
    """Flows are told the time by an effect; no module of the core asks the machine."""
    assert list(clock_reads(path.read_text(encoding="utf-8"))) == []


def test_a_clock_read_is_found() -> None:
    """The check above sees both spellings, and lets an injected clock be."""
    source = "datetime.now(UTC)\ndatetime.date.today()\nself.clock.now()\n"
    assert list(clock_reads(source)) == [1, 2]
