"""An account id in its two spellings, and the address that follows from it (fact sheet: netsuite.md, 1.1)."""

from __future__ import annotations

import re
from typing import Final

from crosstie.errors import UsageError

__all__ = ["account_id", "api_base", "login_base"]

_ACCOUNT: Final = re.compile(r"[A-Z0-9]+(_[A-Z0-9]+)*")


def account_id(said: str) -> str:
    """Return an account id in its original form, upper case with ``_``, as the OAuth 1 realm must have it.

    >>> account_id(" 9990001-sb1 ")
    '9990001_SB1'

    Raises:
        UsageError: It cannot be one. It becomes part of the address that secrets are sent to.
    """
    found = said.strip().upper().replace("-", "_")
    if not found.isascii() or not _ACCOUNT.fullmatch(found) or len(found) > 60:  # noqa: PLR2004 - one DNS label
        message = "The account is not an id such as 9990001 or 9990001_SB1."
        raise UsageError(message, advice="Copy it from Setup, Company, Company Information.")
    return found


def api_base(account: str) -> str:
    """Return the address of an account's API; it does not change when the account moves to another data centre.

    >>> api_base("9990001_SB1")
    'https://9990001-sb1.suitetalk.api.netsuite.com'
    """
    return f"https://{_label(account)}.suitetalk.api.netsuite.com"


def login_base(account: str | None) -> str:
    """Return where people of an account log in, or of any account; where one with several chooses (1.4).

    >>> login_base("9990001_SB1"), login_base(None)
    ('https://9990001-sb1.app.netsuite.com', 'https://system.netsuite.com')
    """
    if account is None:
        return "https://system.netsuite.com"
    return f"https://{_label(account)}.app.netsuite.com"


def _label(account: str) -> str:
    return account.lower().replace("_", "-")
