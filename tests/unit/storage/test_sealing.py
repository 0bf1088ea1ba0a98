"""Sealed secrets open for their key, at their place, and for nothing else."""

from __future__ import annotations

import base64
import copy
import pickle

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import SealBroken, UsageError
from crosstie.storage import Connection, SealingKeys, place_of

_SECRET = b"refresh-token-that-must-stay-hidden"
_PLACE = ("connections", "acme", "quickbooks", "default", "tokens")
_OLD = "2024:" + base64.b64encode(bytes(range(32))).decode()
_NEW = "2025:" + base64.b64encode(bytes(range(32, 64))).decode()

_places = st.lists(st.text(max_size=6), min_size=1, max_size=4).map(tuple)


@given(secret=st.binary(max_size=500), place=_places)
def test_a_sealed_secret_opens_at_its_place(secret: bytes, place: tuple[str, ...]) -> None:
    """What was sealed comes back byte for byte, and does not show in the envelope."""
    keys = SealingKeys(_NEW, _OLD)
    envelope = keys.seal(secret, place)
    assert keys.open(envelope, place) == secret
    assert len(secret) < 4 or secret not in envelope


@given(here=_places, there=_places)
def test_no_two_places_are_taken_for_each_other(here: tuple[str, ...], there: tuple[str, ...]) -> None:
    """A secret opens at another place only if that is the same place, however the parts are cut."""
    keys = SealingKeys(_NEW)
    envelope = keys.seal(_SECRET, here)
    if here == there:
        assert keys.open(envelope, there) == _SECRET
    else:
        with pytest.raises(SealBroken):
            keys.open(envelope, there)


@pytest.mark.parametrize("there", [("ab", "c"), ("a", "bc"), ("abc",), ("a", "b", "c"), ("", "abc"), ()])
def test_moved_part_boundaries_do_not_open(there: tuple[str, ...]) -> None:
    """Places whose parts join to the same text are different places."""
    keys = SealingKeys(_NEW)
    envelope = keys.seal(_SECRET, ("abc", ""))
    with pytest.raises(SealBroken):
        keys.open(envelope, there)


def test_every_altered_byte_is_noticed() -> None:
    """No byte of an envelope can be changed, added or cut off without breaking the seal."""
    keys = SealingKeys(_NEW, _OLD)
    envelope = keys.seal(_SECRET, _PLACE)
    altered = [envelope[:at] + bytes([byte ^ 1]) + envelope[at + 1 :] for at, byte in enumerate(envelope)]
    shorter = [envelope[:end] for end in range(len(envelope))]
    for broken in [*altered, *shorter, envelope + b"\0"]:
        with pytest.raises(SealBroken):
            keys.open(broken, _PLACE)


def test_the_wrong_or_a_missing_key_breaks_the_seal() -> None:
    """An unknown key id and a different key of the same id are both a typed error, never an empty value."""
    envelope = SealingKeys(_OLD).seal(_SECRET, _PLACE)
    with pytest.raises(SealBroken, match="'2024', which is not among"):
        SealingKeys(_NEW).open(envelope, _PLACE)
    impostor = "2024:" + _NEW.partition(":")[2]
    with pytest.raises(SealBroken, match="does not open"):
        SealingKeys(impostor).open(envelope, _PLACE)


def test_a_seal_moved_to_another_record_or_field_is_broken() -> None:
    """A sealed value copied to another tenant, connection or field does not open there."""
    keys = SealingKeys(_NEW)
    ours = Connection(tenant="acme", system="rfms")
    envelope = keys.seal(_SECRET, place_of(ours, "tokens"))
    assert keys.open(envelope, place_of(ours, "tokens")) == _SECRET
    for place in (
        place_of(attrs.evolve(ours, tenant="other"), "tokens"),
        place_of(attrs.evolve(ours, name="second"), "tokens"),
        place_of(ours, "credentials"),
    ):
        with pytest.raises(SealBroken):
            keys.open(envelope, place)


def test_a_place_names_a_real_field() -> None:
    """A misspelt field would seal a secret that nobody finds again, and is refused."""
    with pytest.raises(UsageError, match="no field token"):
        place_of(Connection(tenant="acme", system="rfms"), "token")


def test_two_seals_of_one_secret_differ() -> None:
    """The nonce is random, so equal secrets cannot be recognised."""
    keys = SealingKeys(_NEW)
    assert keys.seal(_SECRET, _PLACE) != keys.seal(_SECRET, _PLACE)


def test_old_keys_open_and_the_active_one_seals() -> None:
    """After a rotation old envelopes still open, and new ones carry the new key's id."""
    envelope = SealingKeys(_OLD).seal(_SECRET, _PLACE)
    keys = SealingKeys(_NEW, _OLD)
    assert keys.open(envelope, _PLACE) == _SECRET
    assert not keys.is_current(envelope)
    assert keys.is_current(keys.seal(_SECRET, _PLACE))
    assert (keys.active, keys.ids) == ("2025", ("2025", "2024"))


def test_rotated_keys_hold_all_earlier_ones() -> None:
    """Rotating adds a new active key and loses none."""
    first = SealingKeys.generate("first")
    envelope = first.seal(_SECRET, _PLACE)
    second = first.rotated("second")
    assert second.ids == ("second", "first")
    assert second.open(envelope, _PLACE) == _SECRET


def test_keys_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The revealed text of keys, put into the environment, gives the same keys."""
    keys = SealingKeys.generate().rotated()
    monkeypatch.setenv("CROSSTIE_SEALING_KEYS", f" {keys.reveal()} ,")
    again = SealingKeys.from_env()
    assert again.ids == keys.ids
    assert again.open(keys.seal(_SECRET, _PLACE), _PLACE) == _SECRET


@pytest.mark.parametrize("value", [None, "", " , "])
def test_a_missing_environment_variable_is_named(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    """Without keys there is no sealing, and the error says which variable to set."""
    monkeypatch.delenv("SOME_KEYS", raising=False)
    if value is not None:
        monkeypatch.setenv("SOME_KEYS", value)
    with pytest.raises(UsageError, match="SOME_KEYS"):
        SealingKeys.from_env("SOME_KEYS")


@pytest.mark.parametrize(
    "text",
    [
        "no colon",
        ":" + "A" * 44,
        "id:",
        "id:not base64",
        "id:" + base64.b64encode(b"x" * 31).decode(),
        "id:" + base64.b64encode(b"x" * 33).decode(),
        "id with blank:" + base64.b64encode(b"x" * 32).decode(),
    ],
)
def test_a_malformed_key_is_refused_without_being_shown(text: str) -> None:
    """A key of the wrong form is the caller's mistake; the message does not repeat what may be the key."""
    with pytest.raises(UsageError) as caught:
        SealingKeys(text)
    secret = text.partition(":")[2]
    assert not secret or secret not in str(caught.value)


def test_an_id_stands_for_one_key() -> None:
    """Two keys under one id could never be told apart again."""
    with pytest.raises(UsageError, match="2024 is given twice"):
        SealingKeys(_OLD, "2024:" + _NEW.partition(":")[2])


def test_keys_show_in_no_repr_and_no_pickle() -> None:
    """Keys stay out of logs and pickles; copies within the process are the same object."""
    keys = SealingKeys(_NEW, _OLD)
    assert repr(keys) == "SealingKeys(active='2025', old=['2024'])"
    with pytest.raises(UsageError, match="cannot be pickled"):
        pickle.dumps(keys)
    assert copy.copy(keys) is keys
    assert copy.deepcopy([keys])[0] is keys


def test_broken_seals_tell_no_secret() -> None:
    """The error names the place and the key's id, and pickles."""
    keys = SealingKeys(_NEW)
    with pytest.raises(SealBroken) as caught:
        keys.open(keys.seal(_SECRET, _PLACE), ("connections", "other", "tokens"))
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own pickle
    assert str(again) == str(caught.value)
    assert "The tokens of connections/other" in str(again)
    assert _SECRET.decode() not in str(again)
