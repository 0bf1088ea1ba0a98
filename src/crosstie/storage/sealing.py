"""Sealing: secrets are encrypted before they reach a store, and only the holder of the keys can open them.

AES-256-GCM with a random 96-bit nonce. A sealed secret is bound to its place (the record's kind, tenant, id and the
field), so that one copied to another customer's row does not open. The envelope, all lengths in bytes::

    1 version | 1 length of the key id | key id | 12 nonce | sealed secret | 16 tag
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeAlias

from crosstie.core.state import key_of, kind_of
from crosstie.errors import SealBroken, UsageError
from crosstie.storage.columns import columns_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["Place", "SealingKeys", "place_of"]

Place: TypeAlias = tuple[str, ...]
"""Where a sealed secret belongs: kind, tenant, the rest of the record's key, field."""

_VERSION: Final = 1
_NONCE: Final = 12
_TAG: Final = 16
_KEY: Final = 32
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_FORM = "Write each key as id:base64, where the base64 text stands for exactly 32 bytes."


def place_of(item: object, field: str) -> Place:
    """Return the place of one field of a record.

    Raises:
        UsageError: The record has no such field.
    """
    kind = type(item)
    if field not in {column.name for column in columns_of(kind)}:
        message = f"{kind.__name__} has no field {field}."
        raise UsageError(message)
    return (kind_of(kind).name, *key_of(item), field)


class SealingKeys:
    """The keys that seal secrets: one active, any number of old ones that only open.

    A key is written as ``id:base64`` (32 bytes). Ids are not secret; they stand in every envelope, and must stay with
    their key for ever. The keys show in no repr and refuse to be pickled.

    Example:
        >>> from crosstie.storage import SealingKeys
        >>> keys = SealingKeys.generate()
        >>> place = ("connections", "acme", "rfms", "default", "tokens")
        >>> keys.open(keys.seal(b"secret", place), place)
        b'secret'
    """

    __slots__ = ("_active", "_ciphers", "_texts")

    def __init__(self, active: str, *old: str) -> None:
        """Take the keys.

        Args:
            active: The key that seals from now on, as ``id:base64``.
            *old: Keys that were active before.

        Raises:
            UsageError: A key is malformed, or an id stands for two keys.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - costs time; loaded by need

        self._ciphers: dict[str, AESGCM] = {}
        self._texts: dict[str, str] = {}
        for text in (active, *old):
            name, key = _parsed(text)
            if name in self._ciphers:
                message = f"The sealing key id {name} is given twice."
                raise UsageError(message, advice="Give every key an id of its own.")
            self._ciphers[name] = AESGCM(key)
            self._texts[name] = f"{name}:{base64.b64encode(key).decode()}"
        self._active = next(iter(self._ciphers))

    @classmethod
    def from_env(cls, var: str = "CROSSTIE_SEALING_KEYS") -> SealingKeys:
        """Read the keys from an environment variable: ``id:base64``, the active one first, separated by commas.

        Raises:
            UsageError: The variable is missing, empty or malformed.
        """
        parts = [part for part in (text.strip() for text in os.environ.get(var, "").split(",")) if part]
        if not parts:
            message = f"The environment variable {var} holds no sealing keys."
            raise UsageError(message, advice="Make one with SealingKeys.generate().reveal() and keep it safe.")
        return cls(*parts)

    @classmethod
    def generate(cls, key_id: str | None = None) -> SealingKeys:
        """Make a new random key; without an id it gets a random one."""
        name = key_id or f"k-{secrets.token_hex(4)}"
        return cls(f"{name}:{base64.b64encode(secrets.token_bytes(_KEY)).decode()}")

    @property
    def active(self) -> str:
        """The id of the key that seals."""
        return self._active

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the active one first."""
        return tuple(self._ciphers)

    def reveal(self) -> str:
        """Return the keys themselves as :meth:`from_env` reads them, to be kept where secrets are kept."""
        return ",".join(self._texts.values())

    def rotated(self, key_id: str | None = None) -> SealingKeys:
        """Return keys with a new random active one; all present ones become old."""
        return SealingKeys(SealingKeys.generate(key_id).reveal(), *self._texts.values())

    def seal(self, secret: bytes, place: Place) -> bytes:
        """Seal a secret with the active key.

        Args:
            secret: What is to be kept secret.
            place: Where it will be stored, see :func:`place_of`; it opens nowhere else.

        Returns:
            The envelope.
        """
        name = self._active.encode()
        head = bytes((_VERSION, len(name))) + name
        nonce = os.urandom(_NONCE)
        return head + nonce + self._ciphers[self._active].encrypt(nonce, secret, _bound(head, place))

    def open(self, envelope: bytes, place: Place) -> bytes:
        """Open a sealed secret.

        Raises:
            SealBroken: Its key is not among these, it was sealed for another place, or it was altered.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as in __init__

        name, head, rest = _split(envelope, place)
        cipher = self._ciphers.get(name)
        if cipher is None:
            message = f"{_words(place)} is sealed with the key {name!r}, which is not among the keys at hand."
            raise SealBroken(message, advice="Add that key to the old keys.")
        try:
            return cipher.decrypt(rest[:_NONCE], rest[_NONCE:], _bound(head, place))
        except InvalidTag:
            message = f"{_words(place)} does not open with the key {name!r}: it was altered, moved here from another "
            message += "record, or sealed with a different key of that id."
            raise SealBroken(message, advice="Restore the stored value, or connect again.") from None

    def is_current(self, envelope: bytes) -> bool:
        """Tell whether an envelope was sealed with the active key; says nothing about whether it opens."""
        name = self._active.encode()
        head = bytes((_VERSION, len(name))) + name
        return envelope.startswith(head)

    def __repr__(self) -> str:
        """Name the ids only."""
        return f"SealingKeys(active={self._active!r}, old={list(self.ids[1:])!r})"

    def __copy__(self) -> SealingKeys:
        """Return itself: the keys never change."""
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> SealingKeys:
        """Return itself: the keys never change."""
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse: a pickle would carry the keys in the open.

        Raises:
            UsageError: Always.
        """
        message = "Sealing keys cannot be pickled, because the pickle would hold them in the open."
        raise UsageError(message, advice="Let each process read them itself, with SealingKeys.from_env().")


def _parsed(text: str) -> tuple[str, bytes]:
    name, colon, encoded = text.strip().partition(":")
    if not colon or not _ID.fullmatch(name):
        message = "A sealing key has no usable id; an id is up to 64 letters, digits, dots, dashes and underscores."
        raise UsageError(message, advice=_FORM)
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY:
        message = f"The sealing key {name} is not 32 bytes in base64."
        raise UsageError(message, advice=_FORM)
    return name, key


def _split(envelope: bytes, place: Place) -> tuple[str, bytes, bytes]:
    start = 2 + (envelope[1] if len(envelope) > 1 else 0)
    if len(envelope) < start + _NONCE + _TAG or envelope[0] != _VERSION:
        message = f"{_words(place)} is not a sealed secret of a known version."
        raise SealBroken(message, advice="Restore the stored value, or connect again.")
    name = envelope[2:start].decode("ascii", "backslashreplace")
    return name, envelope[:start], envelope[start:]


def _bound(head: bytes, place: Place) -> bytes:
    # Each part carries its length, so that ("ab", "c") and ("a", "bc") are different places.
    parts = [part.encode() for part in place]
    return b"".join((head, *(len(part).to_bytes(4, "big") + part for part in parts)))


def _words(place: Place) -> str:
    return f"The {place[-1]} of {'/'.join(place[:-1])}" if place else "A secret"
