"""Which httpx client a transport sends through: the host's own, or ours for this process and event loop."""

from __future__ import annotations

import asyncio
import threading
from typing import Any
from weakref import WeakKeyDictionary

from crosstie.core.per_process import PerProcess
from crosstie.http.httpx_form import HttpxForm

__all__ = ["AsyncHttpxClients", "HttpxClients"]

# Any: clients are httpx's or httpx2's, which no signature of ours may name.


class HttpxClients:
    """Gives the client to send through; one of our own is opened on first use, and anew in a forked child.

    Args:
        client: The host's own ``httpx.Client`` or ``httpx2.Client``; ``None`` for ours.

    Attributes:
        form: Requests and errors in the form of the client's library.

    Raises:
        UsageError: The client is none of these.
    """

    __slots__ = ("_given", "_opened", "form")

    def __init__(self, client: Any = None) -> None:  # noqa: ANN401
        """Keep the client; nothing is opened yet."""
        self._given = client
        self.form: HttpxForm = HttpxForm("Client", client)
        self._opened = PerProcess(_Opened)

    def get(self) -> Any:  # noqa: ANN401
        """Return the client."""
        if self._given is not None:
            return self._given
        opened = self._opened.here()
        with opened.lock:
            if opened.client is None:
                opened.client = self.form.client()
            return opened.client

    def close(self) -> None:
        """Close what was opened here; it would be opened anew. A host's client stays open."""
        opened = self._opened.here()
        with opened.lock:
            client, opened.client = opened.client, None
        if client is not None:
            client.close()


class AsyncHttpxClients:
    """Gives the client to send through; of our own there is one per event loop, because sockets belong to a loop.

    Args:
        client: The host's own ``httpx.AsyncClient`` or ``httpx2.AsyncClient``; ``None`` for ours.

    Attributes:
        form: Requests and errors in the form of the client's library.

    Raises:
        UsageError: The client is none of these.
    """

    __slots__ = ("_given", "_opened", "form")

    def __init__(self, client: Any = None) -> None:  # noqa: ANN401
        """Keep the client; nothing is opened yet."""
        self._given = client
        self.form: HttpxForm = HttpxForm("AsyncClient", client)
        self._opened = PerProcess(_OpenedByLoop)

    def get(self) -> Any:  # noqa: ANN401
        """Return the client for the running loop."""
        if self._given is not None:
            return self._given
        loop = asyncio.get_running_loop()
        opened = self._opened.here()
        with opened.lock:
            client = opened.clients.get(loop)
            if client is None:
                client = opened.clients[loop] = self.form.client()
        return client

    async def aclose(self) -> None:
        """Close what was opened for the running loop; it would be opened anew. A host's client stays open."""
        opened = self._opened.here()
        with opened.lock:
            client = opened.clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()


class _Opened:
    """The client of one process."""

    __slots__ = ("client", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.client: Any = None


class _OpenedByLoop:
    """The clients of one process, by event loop; a loop that is gone takes its client along."""

    __slots__ = ("clients", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()
