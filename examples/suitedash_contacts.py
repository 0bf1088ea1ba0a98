"""A lead of a host application becomes a SuiteDash contact of a company, once, within the calls of the month.

Without credentials it simulates an account on this machine, over real HTTP. With these in the environment it works on a
real account instead, where it makes one contact and one company, and mails nobody::

    SUITEDASH_PUBLIC_ID, SUITEDASH_SECRET_KEY, and SUITEDASH_BASE_URL for a portal under its own name
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import attrs

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import suitedash
from crosstie.testing.serve import serve
from crosstie.testing.suitedash import PUBLIC_ID, SECRET_KEY, SuiteDashSimulator

LEAD = suitedash.Contact(
    role="Client",
    first_name="Ida",
    last_name="Fern",
    email="ida.fern@example.com",
    phone="+12025550123",
    tags=("B2B", "Business Account"),
)
COMPANY = "Fern Works"


@contextmanager
def account() -> Iterator[dict[str, str]]:
    """Yield the keys of a real account, or of a simulated one with 40 contacts."""
    if "SUITEDASH_PUBLIC_ID" in os.environ:
        names = ("public_id", "secret_key", "base_url")
        held = {name: os.environ.get(f"SUITEDASH_{name.upper()}", "") for name in names}
        yield {name: value for name, value in held.items() if value}
        return
    simulator = SuiteDashSimulator()
    simulator.seed(40)
    with serve(simulator) as url:
        yield {"public_id": PUBLIC_ID, "secret_key": SECRET_KEY, "base_url": f"{url}/secure-api"}


def upsert(client: suitedash.Client, lead: suitedash.Contact) -> suitedash.Contact:
    """Make the contact, or bring the one with this address up to date; two or three calls."""
    known = client.contacts.find(lead.email or "")
    if known is None:
        return client.contacts.create(lead, company=COMPANY, create_company=True)
    wanted = attrs.evolve(known, phone=lead.phone, tags=tuple(dict.fromkeys((*known.tags, *lead.tags))))
    return client.contacts.update(known.uid or "", wanted, base=known)


def main() -> int:
    """Run it twice: the second time nothing is made, and nothing is sent but the question."""
    storage = MemoryStorage(keys=crosstie.SealingKeys.generate())
    with account() as keys, crosstie.SessionManager(storage, apps=[suitedash.App()]) as sessions:
        connection = sessions.connect("suitedash", tenant="acme", **keys)
        client = suitedash.Client(sessions, connection, settings=suitedash.Settings(allowance=400))
        try:
            made = upsert(client, LEAD)
            again = upsert(client, LEAD)
        except crosstie.QuotaExhausted as error:
            print(f"Not this month: {error}")
            return 1
        companies = ", ".join(company.name or "" for company in made.companies)
        print(f"{made.first_name} {made.last_name} of {companies}, tagged {', '.join(made.tags)}.")
        print(f"The second run found {'the same contact' if again.uid == made.uid else 'another one'}.")
        usage = client.usage()
        print(f"{usage.calls} calls were spent; {usage.left} of {usage.allowance} are left in {usage.month}.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
