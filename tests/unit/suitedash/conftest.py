"""An account, and a client of it without a socket."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crosstie.sessions import SessionManager
from crosstie.storage import SealingKeys
from crosstie.storage.memory import MemoryStorage
from crosstie.systems.suitedash import App, Client, Settings
from crosstie.testing.suitedash import PUBLIC_ID, SECRET_KEY, SuiteDashSimulator


@pytest.fixture
def simulator() -> SuiteDashSimulator:
    """Return an empty account."""
    return SuiteDashSimulator()


@pytest.fixture
def connect(simulator: SuiteDashSimulator) -> Callable[[Settings], Client]:
    """Return what makes a client with these settings; all of them share one app, and so one count."""
    sessions = SessionManager(
        MemoryStorage(), [App()], keys=SealingKeys.generate(), transport=simulator.transport(), clock=simulator.clock
    )
    connection = sessions.connect("suitedash", tenant="acme", public_id=PUBLIC_ID, secret_key=SECRET_KEY)

    return lambda settings: Client(sessions, connection, settings=settings)


@pytest.fixture
def client(connect: Callable[[Settings], Client]) -> Client:
    """Return a client with the settings that it has by itself."""
    return connect(Settings())
