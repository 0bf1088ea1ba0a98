"""What stands around the records of an answer: a path of names to the records, and the members beside them."""

from __future__ import annotations

from functools import lru_cache
from types import GenericAlias
from typing import Any, TypeAlias, cast

import attrs
import msgspec

from crosstie.models import money
from crosstie.models.cell import Step
from crosstie.models.from_xml import one_or_many, split, without_blanks

__all__ = ["Envelope", "Path", "envelope_of"]

Path: TypeAlias = tuple[Step, ...]

_INNER = "inner"


@attrs.frozen(eq=False)
class Envelope:
    """Two decoders over one answer: the records as typed Structs, and as the bytes each of them has.

    Attributes:
        path: Where the records are: member names, and positions in arrays.
        typed: Decodes the wire Structs; this is where shapes are checked.
        bytes_of: Decodes the same places as uninterpreted bytes, and the members beside them.
        loose: Whether the JSON was made from XML; see :mod:`crosstie.models.from_xml`.
    """

    path: Path
    typed: msgspec.json.Decoder[Any]
    bytes_of: msgspec.json.Decoder[Any]
    loose: bool = False

    def read(self, data: bytes) -> Any:  # noqa: ANN401 - the outermost Struct
        """Decode the typed records, with what stands around them."""
        try:
            return self.typed.decode(data)
        except msgspec.ValidationError:
            if not self.loose or b'""' not in data:
                raise
            return self.typed.decode(without_blanks(data))

    def records(self, envelope: Any) -> list[Any] | None:  # noqa: ANN401
        """Return the typed records, or the bytes of each; ``None`` when the last member is missing or null."""
        found = self.leaf(envelope)
        if not self.loose or found is None or isinstance(found, list):
            return cast("list[Any] | None", found)
        return split(found) if isinstance(found, msgspec.Raw) else [found]

    def leaf(self, envelope: Any, *, short_of_the_end: int = 0) -> Any:  # noqa: ANN401 - what stands there
        """Follow the path; ``None`` when a member on it is missing or null, or an array is too short."""
        for step in self.path[: len(self.path) - short_of_the_end]:
            if isinstance(step, int):
                envelope = envelope[step] if envelope is not None and step < len(envelope) else None
            else:
                envelope = getattr(envelope, _INNER, None)
        return envelope

    def beside(self, envelope: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return the members asked for that stand on any level of the path, by wire name."""
        found: dict[str, Any] = {}
        for step in self.path:
            if envelope is None:
                break
            if isinstance(step, int):
                envelope = envelope[step] if step < len(envelope) else None
                continue
            # Not structs.fields(), which evaluates the annotations of the class anew each time.
            for name, wire in zip(envelope.__struct_fields__, envelope.__struct_encode_fields__, strict=True):
                value = getattr(envelope, name)
                if name != _INNER and value is not msgspec.UNSET:
                    found[wire] = value
            envelope = getattr(envelope, _INNER)
        return found


@lru_cache(maxsize=512)
def envelope_of(
    struct: Any,  # noqa: ANN401 - a Struct type
    path: Path,
    *,
    many: bool,
    beside: tuple[str, ...] = (),
    loose: bool = False,
) -> Envelope:
    """Return the decoders for one Struct at one path; made once."""
    typed: Any = GenericAlias(list, (struct,)) if many else struct
    raw: Any = list[msgspec.Raw] if many else msgspec.Raw
    if loose and many:
        typed, raw = one_or_many(struct), msgspec.Raw
    return Envelope(
        path,
        msgspec.json.Decoder(_around(typed, path, ()), float_hook=money.from_number, strict=not loose),
        msgspec.json.Decoder(_around(raw, path, beside), float_hook=money.from_number),
        loose,
    )


def _around(leaf: Any, path: Path, beside: tuple[str, ...]) -> Any:  # noqa: ANN401 - type expressions
    kind = leaf
    for step in reversed(path):
        if isinstance(step, int):
            kind = GenericAlias(list, (kind | None,))
            continue
        others = [name for name in beside if name != step]
        kind = msgspec.defstruct(
            "_Envelope",
            [
                # Raw takes part in no union: null is then bytes as well, and missing is None all the same.
                (_INNER, kind if kind is msgspec.Raw else kind | None, None),
                *((f"beside_{index}", Any, msgspec.UNSET) for index in range(len(others))),
            ],
            rename={_INNER: step, **{f"beside_{index}": name for index, name in enumerate(others)}},
            gc=False,
        )
    return kind
