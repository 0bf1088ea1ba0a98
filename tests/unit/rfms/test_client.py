"""What a client costs, and that nobody pays who does not use it."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from time import perf_counter

import pytest

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import rfms
from crosstie.testing.rfms import RfmsSimulator


@pytest.fixture
def sessions() -> crosstie.SessionManager:
    """Sessions with a registration for RFMS."""
    return crosstie.SessionManager(MemoryStorage(), [rfms.App()], transport=RfmsSimulator().transport())


def test_importing_the_library_does_not_import_the_system() -> None:
    """Systems load when they are asked for."""
    code = "import crosstie, sys; crosstie.SessionManager; print(*(n for n in sys.modules if n.startswith('crosstie')))"
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    loaded = done.stdout.split()
    assert "crosstie.sessions.manager" in loaded
    assert not [name for name in loaded if name.startswith("crosstie.systems.rfms")]


def test_a_client_is_small(sessions: crosstie.SessionManager) -> None:
    """At most 2 KB, so that every tenant can have its own."""
    key = ("acme", "rfms", "default")
    rfms.Client(sessions, key)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    clients = [rfms.Client(sessions, key) for _ in range(1000)]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (after - before) / len(clients) <= 2048


def test_a_client_is_made_quickly(sessions: crosstie.SessionManager) -> None:
    """At most 0.05 ms; the best of some rounds, because the machine may be busy."""
    key = ("acme", "rfms", "default")

    def once() -> float:
        began = perf_counter()
        for _ in range(200):
            rfms.Client(sessions, key)
        return (perf_counter() - began) / 200

    assert min(once() for _ in range(20)) <= 0.00005


def test_a_client_names_its_connection_and_nothing_secret(sessions: crosstie.SessionManager) -> None:
    """Whoever logs it, logs whose it is."""
    connection = sessions.connect("rfms", tenant="acme", store_queue="store-EXAMPLE0001", api_key="KEY-EXAMPLE")
    with rfms.Client(sessions, connection) as client:
        assert repr(client) == "Client(acme/rfms/default)"
        assert client.pace.key == "rfms/store-EXAMPLE0001"


def test_a_client_without_an_app_is_refused() -> None:
    """Before anything is sent."""
    with pytest.raises(crosstie.UsageError, match="rfms"):
        rfms.Client(crosstie.SessionManager(MemoryStorage(), []), ("acme", "rfms", "default"))


def test_every_public_name_is_there() -> None:
    """What ``__all__`` promises can be imported, and nothing is promised twice."""
    assert all(hasattr(rfms, name) for name in rfms.__all__)
    assert len(set(rfms.__all__)) == len(rfms.__all__)
