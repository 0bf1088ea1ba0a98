"""Count how renewal protocols end in the simulated world of ``tests/sim/test_renewal.py``: the table of the docs.

``CROSSTIE_SIM_SEEDS=2000 python bench/renewals.py`` takes about ten minutes of one core; fewer seeds take less. The
same seeds give the same numbers on every machine. What is counted is told in ``docs/explanation/sessions.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import attrs

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sim"))

import test_renewal as world

from crosstie.core.effects import Flow
from crosstie.sessions.apps import Denied
from crosstie.sessions.leases import Lease
from crosstie.sessions.renewal import Renewal
from crosstie.storage.tables import Key

Process = Callable[[int], Flow[int]]
COLUMNS: tuple[tuple[str, world.Model], ...] = (
    ("no faults", "strict"),
    ("pauses", "strict"),
    ("pauses", "grace"),
    ("pauses", "rotates"),
)
MODELS: tuple[world.Model, ...] = ("strict", "grace", "rotates")


@attrs.frozen
class Ends:
    """How the histories of one cell ended.

    Attributes:
        wrong: Those with a false reconnect, or with stored tokens that are not the newest.
        lost: Those that lost a grant which nobody could have kept.
        told: Those of them that were reported as lost.
    """

    wrong: int
    lost: int
    told: int


def count(process: Process, cell: str, model: world.Model, lossy: float = 0.0) -> Ends:
    """Play every seed of one cell."""
    histories = [world.play(seed, model, process, world.CELLS[cell], lossy=lossy) for seed in range(world.SEEDS)]
    lost = [history for history in histories if history.lost]
    wrong = sum(bool(history.false_reconnects) or history.stale for history in histories)
    return Ends(wrong, len(lost), sum(history.honest for history in lost))


def believing() -> mock._patch[object]:
    """Let the first denial end a connection, as most careful code does."""
    ours = Renewal._denied  # noqa: SLF001 - the one rule that is taken away

    def denied(self: Renewal, key: Key, lease: Lease, verdict: Denied) -> Flow[object]:
        return ours(self, key, attrs.evolve(lease, orphaned=False), verdict)

    return mock.patch.object(Renewal, "_denied", denied)


def show(name: str, process: Process) -> None:
    """Print one row of the table."""
    cells = [f"{count(process, cell, model).wrong:,}" for cell, model in COLUMNS]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print the table, and what deaths and lost answers cost."""
    print(f"{world.SEEDS:,} seeds | {' | '.join(f'{cell}, {model}' for cell, model in COLUMNS)} |")
    show("load, post, save", world.naive_process)
    with believing():
        show("a denial is the end", world.our_process)
    show("our rules", world.our_process)
    for title, cell, lossy in (("one death", "pauses and one death", 0.0), ("lost answers", "pauses", 0.15)):
        for model in MODELS:
            print(f"{title}, {model}: {count(world.our_process, cell, model, lossy)}", flush=True)


if __name__ == "__main__":
    main()
