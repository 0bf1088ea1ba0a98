"""Convert every ``*_async.py`` to its sync twin, the file of the same name without the suffix.

``python tools/async_to_sync.py`` writes the twins, ``--check`` only tells which are stale, ``--list`` names them. The
conversion works on tokens, so that comments and layout survive. Three comments steer it, in the async file::

    # async-only: begin         lines up to ``# async-only: end`` are left out of the twin
    import asyncio  # async-only                      and so is this line
    # sync-only: import threading                     this line stands in the twin, without the mark

Standard library only, so that a fresh clone can check itself.
"""

from __future__ import annotations

import argparse
import io
import keyword
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from twin_order import in_order

# -- the map, as data --------------------------------------------------------------------------------------------------
# Names that no rule reaches. The rules (see `twin_name`): `AsyncX` -> `X` anywhere in a capitalised name, and the part
# `async` of a snake_case name is dropped: `run_async` -> `run`, `create_async_engine` -> `create_engine`.
NAMES: Final = {
    "StopAsyncIteration": "StopIteration",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "aclose": "close",
    "aclosing": "closing",
    "aiter": "iter",
    "aiter_bytes": "iter_bytes",
    "aiter_lines": "iter_lines",
    "aiter_raw": "iter_raw",
    "aiter_text": "iter_text",
    "anext": "next",
    "aread": "read",
    "async_auth_flow": "sync_auth_flow",
    "async_to_sync": "async_to_sync",
    "asynccontextmanager": "contextmanager",
}
MODULES: Final = {"sqlalchemy.ext.asyncio": "sqlalchemy"}
UNWRAPPED: Final = {"Awaitable": 0, "Coroutine": 2}  # generic -> which of its arguments the sync world sees
PADDED: Final = {"AsyncGenerator": 3}  # generic -> how many arguments the sync one takes; the rest are None
LEFTOVERS: Final = frozenset({"aiohttp", "anyio", "async", "asyncio", "await"})  # the twin must not speak of these
ARTICLE: Final = (re.compile(r"\b([Aa])n (?=[`:~.\w]*?Async[B-DF-HJ-NP-TV-Z])"), r"\1 ")  # an AsyncX -> a X
PHRASES: Final = (  # in comments and docstrings, in this order
    ARTICLE,
    (re.compile(r"\basync (?=(?:def|for|with)\b)"), ""),
    (re.compile(r"\bawait (?=[\w.]+[(\[.])|(?<=``)await "), ""),
    (re.compile(r"\b([Aa])n (a?)sync(?=hronous\b|\b)"), r"\1 sync"),
    (re.compile(r"(?<![\w-])async(?=hronous(?:ly)?\b|\b(?![-\w]))"), "sync"),
    (re.compile(r"(?<![\w-])Async(?=hronous(?:ly)?\b|\b(?![-\w]))"), "Sync"),
)

# Lines get shorter and loops become plain ones: what the async source cannot say better is no finding in the twin.
BANNER: Final = "# @generated from {source}; do not edit.\n# fmt: off\n# ruff: noqa: C416, E501, RUF100, UP028\n"
ROOT: Final = Path(__file__).resolve().parents[1]

_BANNER = re.compile(r"# @generated from (\S+); do not edit\.")
_BEGIN = re.compile(r"\s*# async-only: begin\b")
_END = re.compile(r"\s*# async-only: end\b")
_LINE = re.compile(r"\S.*  # async-only$")
_SYNC = re.compile(r"(\s*)# sync-only: ?(.*)$")
_NOQA = re.compile(r"# (?:ruff: )?noqa: (?P<codes>[A-Z]+\d+(?:, ?[A-Z]+\d+)*)")
_WORD = re.compile(r"[A-Za-z_]\w*")
_PATH = re.compile(r"[A-Za-z_][\w.]*")
_SUFFIX = "_async.py"
_OPEN, _CLOSE = "([{", ")]}"
_BLANK = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.COMMENT)
# Since Python 3.12 the parts of an f-string are tokens; the source between these two is treated as 3.11's one string.
_FSTRING_START: Final = getattr(tokenize, "FSTRING_START", -1)
_FSTRING_END: Final = getattr(tokenize, "FSTRING_END", -1)


class ConversionError(Exception):
    """A file cannot be converted as it stands."""


class Edit(NamedTuple):
    """Replace the characters from ``start`` to ``end`` with ``text``."""

    start: int
    end: int
    text: str


class Token(NamedTuple):
    """A token with its place as an offset into the source."""

    type: int
    text: str
    start: int
    end: int
    row: int


# -- names and text ----------------------------------------------------------------------------------------------------


def twin_name(name: str) -> str:
    """Return what a name is called in the twin."""
    if name in NAMES:
        return NAMES[name]
    name = re.sub(r"Async(?=[A-Z])", "", name)
    parts = name.split("_")
    kept = [part for part in parts if part.lower() != "async"]
    return "_".join(kept) if any(kept) else name


def twin_prose(text: str) -> str:
    """Return what a comment or docstring says in the twin."""
    for pattern, replacement in PHRASES:
        text = pattern.sub(replacement, text)
    return _renamed(text)


def _renamed(text: str) -> str:
    return _WORD.sub(lambda word: twin_name(word[0]), text)


def _twin_comment(text: str) -> str:
    noqa = _NOQA.match(text)
    if noqa is None:
        return twin_prose(text)
    codes = [code.strip() for code in noqa["codes"].split(",")]
    kept = [code for code in codes if not code.startswith("ASYNC")]  # the twin has nothing to excuse there
    if not kept:
        return ""
    return text[: noqa.start("codes")] + ", ".join(kept) + twin_prose(text[noqa.end("codes") :])


def _twin_string(text: str) -> str:
    """Map an ordinary string: whole when it is a name, by its class names when it is text (vendors' words stay)."""
    inside = text.strip("\"'bBrRuU")
    if text.lower().startswith(("f", "rf", "fr")):
        return _renamed(re.sub(r"(?<={)await ", "", text))
    if _PATH.fullmatch(inside):
        return _renamed(text)
    return re.sub(r"\b(_*)Async(?=[A-Z])", r"\1", ARTICLE[0].sub(ARTICLE[1], text))


# -- lines: what stands in one world only ------------------------------------------------------------------------------


def select_lines(source: str) -> str:
    """Leave out what is async-only, and bring in what is sync-only."""
    kept: list[str] = []
    began: int | None = None
    cut = False
    for number, line in enumerate(source.splitlines(), 1):
        if _BEGIN.match(line):
            began, cut = number, True
        elif _END.match(line):
            if began is None:
                message = f"line {number}: async-only ends here, but did not begin"
                raise ConversionError(message)
            began = None
        elif began is not None or _LINE.search(line):
            cut = True
        elif not (cut and not line.strip() and (not kept or not kept[-1].strip())):
            sync = _SYNC.match(line)
            kept.append(sync[1] + sync[2] if sync else line)
            cut = False
    if began is not None:
        message = f"line {began}: async-only begins here and does not end"
        raise ConversionError(message)
    return "\n".join(kept).rstrip("\n") + "\n"


# -- tokens ------------------------------------------------------------------------------------------------------------


def _tokens(source: str) -> list[Token]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found: list[Token] = []
    depth = 0
    for kind, text, (row, column), (end_row, end_column), _ in tokenize.generate_tokens(io.StringIO(source).readline):
        start, end = starts[row - 1] + column, starts[min(end_row, len(starts)) - 1] + end_column
        if kind == _FSTRING_START:
            if not depth:
                found.append(Token(tokenize.STRING, text, start, end, row))
            depth += 1
        elif kind == _FSTRING_END:
            depth -= 1
            if not depth:
                opening = found.pop()
                found.append(Token(tokenize.STRING, source[opening.start : end], opening.start, end, opening.row))
        elif not depth:
            found.append(Token(kind, text, start, end, row))
    return found


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        if tokens[at].type == tokenize.OP:
            depth += (tokens[at].text in _OPEN) - (tokens[at].text in _CLOSE)
            if not depth:
                return at
    message = f"line {tokens[opening].row}: a bracket does not close"
    raise ConversionError(message)


def _commas(tokens: Sequence[Token], opening: int, closing: int) -> list[int]:
    found: list[int] = []
    at = opening + 1
    while at < closing:
        if tokens[at].text == ",":
            found.append(at)
        at = _closing(tokens, at) + 1 if tokens[at].text in tuple(_OPEN) else at + 1
    return found


def _await_edits(tokens: Sequence[Token], at: int) -> Iterator[Edit]:
    """Drop the word, and the brackets that only it needed: ``(await x.y()).z`` -> ``x.y().z``."""
    yield Edit(tokens[at].start, tokens[at + 1].start, "")
    end = at + 1
    while tokens[end].type in (tokenize.NAME, tokenize.STRING) or tokens[end].text in (".", "(", "["):
        if keyword.iskeyword(tokens[end].text):
            return
        end = _closing(tokens, end) + 1 if tokens[end].text in ("(", "[") else end + 1
    opening, before = tokens[at - 1], tokens[at - 2]
    groups = before.type in _BLANK or keyword.iskeyword(before.text)
    groups = groups or (before.type == tokenize.OP and before.text not in tuple(_CLOSE))
    if opening.text == "(" and tokens[end].text == ")" and groups:
        yield Edit(opening.start, opening.end, "")
        yield Edit(tokens[end].start, tokens[end].end, "")


def _unwrap_edits(tokens: Sequence[Token], at: int) -> Iterator[Edit]:
    closing = _closing(tokens, at + 1)
    commas = _commas(tokens, at + 1, closing)
    wanted = UNWRAPPED[tokens[at].text]
    start = tokens[commas[wanted - 1] + 1] if wanted else tokens[at + 2]
    yield Edit(tokens[at].start, start.start, "")
    yield Edit(tokens[closing].start, tokens[closing].end, "")


def _pad_edits(tokens: Sequence[Token], at: int) -> Iterator[Edit]:
    closing = _closing(tokens, at + 1)
    missing = PADDED[tokens[at].text] - len(_commas(tokens, at + 1, closing)) - 1
    yield Edit(tokens[at].start, tokens[at].end, twin_name(tokens[at].text))
    yield Edit(tokens[closing].start, tokens[closing].start, ", None" * missing)


def _module_edit(source: str, token: Token) -> Edit | None:
    for module, twin in MODULES.items():
        end = token.start + len(module)
        if source.startswith(module, token.start) and not source[end : end + 1].isidentifier():
            return Edit(token.start, end, twin)
    return None


def _name_edits(source: str, tokens: Sequence[Token], at: int) -> Iterator[Edit]:
    token, after = tokens[at], tokens[at + 1]
    module = _module_edit(source, token)
    if module is not None:
        yield module
    elif token.text == "async" and after.text in ("def", "for", "with"):
        yield Edit(token.start, after.start, "")
    elif token.text == "await":
        yield from _await_edits(tokens, at)
    elif token.text in UNWRAPPED and after.text == "[":
        yield from _unwrap_edits(tokens, at)
    elif token.text in PADDED and after.text == "[":
        yield from _pad_edits(tokens, at)
    elif twin_name(token.text) != token.text:
        yield Edit(token.start, token.end, twin_name(token.text))


def _edits(source: str) -> Iterator[Edit]:
    tokens = _tokens(source)
    for at, token in enumerate(tokens):
        if token.type == tokenize.NAME:
            yield from _name_edits(source, tokens, at)
        elif token.type == tokenize.COMMENT:
            text = _twin_comment(token.text)
            gap = 0 if text else len(source[: token.start]) - len(source[: token.start].rstrip(" "))
            yield Edit(token.start - gap, token.end, text)
        elif token.type == tokenize.STRING:
            spoken = tokens[at - 1].type in _BLANK and tokens[at + 1].type == tokenize.NEWLINE if at else True
            yield Edit(token.start, token.end, (twin_prose if spoken else _twin_string)(token.text))


def _apply(source: str, edits: Iterable[Edit]) -> str:
    done: list[str] = []
    at = 0
    for edit in sorted(edits):
        if edit.start < at:  # inside a dotted module that was replaced as one
            continue
        done += source[at : edit.start], edit.text
        at = edit.end
    return "".join(done) + source[at:]


# -- files -------------------------------------------------------------------------------------------------------------


def convert(source: str, name: str) -> str:
    """Return the twin of an async module.

    Args:
        source: The text of the async module.
        name: Its path as the banner tells it, relative to the top of the project.

    Raises:
        ConversionError: The text is not Python, or something async is left over; the message names the line.
    """
    selected = select_lines(source)
    try:
        mapped = _apply(selected, _edits(selected))
        mapped = "\n".join(line.rstrip() for line in mapped.splitlines()) + "\n"
        twin = in_order(mapped, droppable=frozenset(UNWRAPPED))
        compile(twin, name, "exec", dont_inherit=True)
    except (SyntaxError, tokenize.TokenError) as error:
        message = f"{name}: the twin would not be Python: {error}"
        raise ConversionError(message) from error
    for token in _tokens(twin):
        if token.type == tokenize.NAME and token.text in LEFTOVERS:
            line = twin.splitlines()[token.row - 1].strip()
            message = f"{name}: {token.text} is left over in {line!r}; mark it async-only"
            raise ConversionError(message)
    return BANNER.format(source=name) + twin


def twins(root: Path) -> dict[Path, Path]:
    """Return every async module below ``src`` and ``tests`` with the path of its twin."""
    found = [path for top in ("src", "tests") for path in sorted((root / top).rglob(f"?*{_SUFFIX}"))]
    return {path: path.with_name(path.name.removesuffix(_SUFFIX) + ".py") for path in found}


def origin(path: Path) -> str | None:
    """Return what the banner of a file says it was made from, ``None`` when it is written by hand."""
    with path.open(encoding="utf-8") as file:
        banner = _BANNER.match(file.readline())
    return banner[1] if banner else None


def orphans(root: Path) -> list[Path]:
    """Return the twins whose async module is gone."""
    files = (path for top in ("src", "tests") for path in sorted((root / top).rglob("*.py")))
    known = set(twins(root).values())
    return [path for path in files if origin(path) is not None and path not in known]


def _problems(root: Path, *, write: bool) -> Iterator[str]:
    for source, twin in twins(root).items():
        name = source.relative_to(root).as_posix()
        shown = twin.relative_to(root).as_posix()
        if twin.exists() and origin(twin) is None:
            yield f"{shown}: is written by hand, and stands where the twin of {name} belongs"
            continue
        try:
            text = convert(source.read_text(encoding="utf-8"), name)
        except ConversionError as error:
            yield str(error)
            continue
        if twin.exists() and twin.read_text(encoding="utf-8") == text:
            continue
        if write:
            twin.write_text(text, encoding="utf-8")
            print(f"wrote {shown}")
        else:
            yield f"stale: {shown}"
    yield from (f"{path.relative_to(root).as_posix()}: its async module is gone; delete it" for path in orphans(root))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Convert every *_async.py to its sync twin.")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="write nothing; fail when a twin is stale")
    action.add_argument("--list", action="store_true", help="print the twins' paths")
    parser.add_argument("--root", type=Path, default=ROOT, help="the top of the project")
    options = parser.parse_args(arguments)
    found = twins(options.root)
    if options.list:
        print("\n".join(path.relative_to(options.root).as_posix() for path in found.values()))
        return 0
    problems = list(_problems(options.root, write=not options.check))
    print("\n".join(problems) if problems else f"ok: all {len(found)} twins current")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
