"""Real processes are killed while they renew at a provider whose refresh tokens work once.

What is asserted does not depend on timing: what became of each connection, and whose death excuses it.

``CROSSTIE_KILL_SEEDS=20`` kills more often than the suite does by itself.
"""

from __future__ import annotations

import os
import random

import httpx
import pytest
from renewal_host import Host, Process, hosting, key_of

from crosstie.errors import ReconnectRequired, RenewalUnavailable
from crosstie.testing.quickbooks import REALM

SEEDS = int(os.environ.get("CROSSTIE_KILL_SEEDS", "1"))
BRIEF = {"timeout": 1.0, "lease": 2.0, "patience": 20.0, "poll": 0.02, "suspect": 0.5, "rest": 0.05, "refused": 0.05}
"""A holder that was killed is soon succeeded, and tokens that the test ends as they come are soon renewed again."""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_killed_processes_end_no_connection_that_could_live(database: str, seed: int) -> None:
    """Workers are killed while they renew. A grant is lost only with the process that had just got it, and told so.

    Those that survive end at rest, so that none of them is excused by its own death.
    """
    chance, excused = random.Random(seed), set[str]()
    with hosting(database, BRIEF, reuse="refuse", connections=6) as host:
        running = host.start(3, threads=2, tasks=4)
        fresh = host.start(4, threads=2, tasks=4)
        for process in running:
            process.pipe.send("run")
        for newcomer in fresh:
            newcomer.pipe.send("run")
            running.append(newcomer)
            _expire(host, renewals=chance.randrange(1, 5))
            host.provider.until_more(chance.randrange(6))
            running.remove(victim := _chosen(host, running, chance))
            victim.kill()
            excused.add(victim.name)
        host.round(running, "rest")
        _judge(host, excused | {process.name for process in running if process.unanswered})


def _expire(host: Host, renewals: int) -> None:
    """End all access tokens, and wait for renewals to be asked for: so many, or as many as connections still live.

    A connection that lives is renewed again by somebody; of one that does not, somebody says so.
    """
    before = host.provider.token_calls
    host.provider.expire_access_tokens()

    def asked() -> bool:
        return host.provider.token_calls - before >= min(renewals, len(host.tenants) - host.provider.ended)

    host.provider.until(asked)


def _chosen(host: Host, running: list[Process], chance: random.Random) -> Process:
    """Choose who is killed: every other time whoever asked for the latest renewal, if that one still runs."""
    asking = [process for process in running if process.name == host.provider.asker]
    return asking[0] if asking and chance.random() < 0.5 else chance.choice(running)


def _judge(host: Host, excused: set[str]) -> None:
    """Look at every connection from a process that slept all the while, when the leases of the dead have run out.

    Args:
        host: With workers that are dead or at rest.
        excused: The workers that may have lost a grant: they were killed, or got no answer.
    """
    host.clock.advance(host.policy["lease"])
    renewers = host.renewers()
    for tenant in host.tenants:
        if not _lives(host, renewers, excused, tenant):
            host.connect(tenant)
            assert _ended(host, tenant) is None


def _lives(host: Host, renewers: dict[int, str], excused: set[str], tenant: str) -> bool:
    before, refresh = host.stored(tenant)
    grant = host.grant(refresh)
    assert before.status != "expired" or refresh != grant.refresh, "a connection with a good grant was ended"
    ended = _ended(host, tenant)
    record, now = host.stored(tenant)
    if ended is None:
        assert (record.status, now) == ("connected", host.grant(now).refresh)
        return True
    assert (ended.reason, record.reason) == ("lost", "lost")
    assert refresh != grant.refresh, "a good grant was given up"
    assert renewers[id(grant)] in excused, "a grant was lost though its holder lived"
    return False


def _ended(host: Host, tenant: str) -> ReconnectRequired | None:
    """Make a call, as patiently as a host's scheduler would; return the error if the connection has ended."""
    with httpx.Client(timeout=30, headers={"Accept": "application/json"}) as client:
        for _ in range(100):
            try:
                auth = host.sessions.auth(key_of(tenant))
                response = client.get(f"{host.url}/v3/company/{REALM}/companyinfo/{REALM}", auth=auth)
            except RenewalUnavailable as error:
                host.clock.advance(error.retry_after or host.policy["rest"])
            except ReconnectRequired as error:
                return error
            else:
                if response.status_code == 200:
                    return None
                # The test ended tokens that had been renewed just then, and the pause after that is not over.
                assert (response.status_code, host.stored(tenant)[0].reason) == (401, "refused")
                host.clock.advance(host.policy["refused"])
    pytest.fail("the connection neither lives nor ends")
