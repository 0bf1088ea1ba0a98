"""The converter of async modules: names, syntax, text, marks, and the check for stale twins."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from async_to_sync import NAMES, ConversionError, convert, main, twin_name

BANNER = "# @generated from src/x_async.py; do not edit.\n# fmt: off\n# ruff: noqa: C416, E501, RUF100, UP028\n"


def converted(source: str) -> str:
    """Convert without the banner."""
    twin = convert(dedent(source), "src/x_async.py")
    assert twin.startswith(BANNER)
    return twin.removeprefix(BANNER)


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AsyncClient", "Client"),
        ("_AsyncPage", "_Page"),
        ("AbstractAsyncContextManager", "AbstractContextManager"),
        ("AsyncIterator", "Iterator"),
        ("StopAsyncIteration", "StopIteration"),
        ("__aenter__", "__enter__"),
        ("__anext__", "__next__"),
        ("aclose", "close"),
        ("run_async", "run"),
        ("async_answer", "answer"),
        ("_async_pool", "_pool"),
        ("create_async_engine", "create_engine"),
        ("asynccontextmanager", "contextmanager"),
        ("Asynchrony", "Asynchrony"),
        ("_async", "_async"),
        ("__slots__", "__slots__"),
        ("parser", "parser"),
    ],
)
def test_names_follow_the_map_and_its_two_rules(name: str, expected: str) -> None:
    """A name loses what makes it async, and nothing else."""
    assert twin_name(name) == expected


@given(st.from_regex(r"_?[A-Z][A-Za-z0-9]{0,20}", fullmatch=True))
def test_a_class_loses_its_prefix_only(name: str) -> None:
    """A class name of the sync world stays, and comes back from its async form."""
    assume("async" not in name.lower())
    assert twin_name(name) == name
    assert twin_name(re.sub("(?=[A-Z])", "Async", name, count=1)) == name


@given(st.from_regex(r"_{0,2}[a-z][a-z0-9_]{0,20}", fullmatch=True))
def test_a_variable_loses_its_suffix_only(name: str) -> None:
    """A name of the sync world stays, and comes back from its async form."""
    assume("async" not in name and name not in NAMES)
    assert twin_name(name) == name
    assert twin_name(f"{name}_async") == name


# -- syntax ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("async def f() -> None: ...\n", "def f() -> None: ...\n"),
        ("async def f():\n    async with a() as b: pass\n", "def f():\n    with a() as b: pass\n"),
        ("async def f():\n    return [x async for x in y]\n", "def f():\n    return [x for x in y]\n"),
        ("async def f():\n    await a.aclose()\n", "def f():\n    a.close()\n"),
        ("async def f():\n    return (await a.b(1, (2)))[0].c\n", "def f():\n    return a.b(1, (2))[0].c\n"),
        ("async def f():\n    print(await a)\n", "def f():\n    print(a)\n"),
        ("async def f():\n    return (await a or await b)\n", "def f():\n    return (a or b)\n"),
        ("async def f():\n    return (await a for a in b)\n", "def f():\n    return (a for a in b)\n"),
        ("async def f():\n    if not (await a()): pass\n", "def f():\n    if not a(): pass\n"),
        ("async def f():\n    return (await a(), 1)\n", "def f():\n    return (a(), 1)\n"),
        ("x: Callable[[int], Awaitable[dict[str, T]]]\n", "x: Callable[[int], dict[str, T]]\n"),
        ("x: Coroutine[Any, tuple[int, int], T]\n", "x: T\n"),
        ("x: AsyncGenerator[int]\n", "x: Generator[int, None, None]\n"),
        ("x: AsyncGenerator[dict[str, int], str]\n", "x: Generator[dict[str, int], str, None]\n"),
        ("x: AsyncIterable[int]\n", "x: Iterable[int]\n"),
        ("import a.client_async as c\n", "import a.client as c\n"),
        ("async def f():\n    return f'{await g():>{width}} {{x}} {a_async}'\n", None),
    ],
)
def test_syntax_loses_what_is_async(source: str, expected: str | None) -> None:
    """Keywords, brackets that only an await needed, and wrappers of types go."""
    expected = expected or "def f():\n    return f'{g():>{width}} {{x}} {a}'\n"
    assert converted(source) == expected


def test_the_twin_runs() -> None:
    """A converted module does the same work without a loop."""
    twin = converted(
        """
        from contextlib import asynccontextmanager

        class AsyncPages:
            def __init__(self, pages): self.pages = list(pages)
            def __aiter__(self): return self
            async def __anext__(self):
                if not self.pages: raise StopAsyncIteration
                return self.pages.pop(0)

        @asynccontextmanager
        async def opened_async(pages):
            yield AsyncPages(pages)

        async def total(pages):
            async with opened_async(pages) as found:
                return sum([number async for page in found for number in page])
        """
    )
    names: dict[str, object] = {}
    exec(compile(twin, "twin", "exec"), names)  # noqa: S102 - running it is the proof
    total = names["total"]
    assert callable(total)
    assert total([[1, 2], [3]]) == 6


# -- order -------------------------------------------------------------------------------------------------------------


def test_imports_are_merged_sorted_and_freed_of_what_became_unused() -> None:
    """The twin's imports stand as if a person had written them."""
    twin = converted(
        """
        from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
        from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
        from a.z import AsyncA, B
        from a.z_async import AsyncD, C

        x: Awaitable[AsyncEngine]
        """
    )
    assert twin == dedent(
        """
        from a.z import A, B, C, D
        from collections.abc import Callable, Iterator
        from sqlalchemy import Engine, create_engine

        x: Engine
        """
    )


def test_an_import_of_nothing_else_is_dropped_whole() -> None:
    """A statement whose every name became unused leaves no trace."""
    assert converted("import a\nfrom collections.abc import Awaitable\n\nx: Awaitable[int]\n") == "import a\n\nx: int\n"


def test_an_import_that_is_still_used_stays() -> None:
    """Only what nothing uses any more is dropped."""
    source = "from collections.abc import Awaitable\n\nisinstance(x, Awaitable)\n"
    assert converted(source) == source


def test_imports_with_a_comment_or_another_name_keep_their_words() -> None:
    """A statement that says more than its names is not written anew."""
    source = "import b\nfrom a import c as d\nfrom z import y  # noqa: F401 - told on\n"
    assert converted(source) == source


def test_a_long_import_is_wrapped() -> None:
    """An import longer than a line has one name per line."""
    names = [f"name_{number:02}" for number in range(15)]
    assert f"from a import (\n    {names[0]},\n" in converted(f"from a_async import {', '.join(reversed(names))}\n")


def test_public_names_and_slots_are_sorted_anew() -> None:
    """Renaming moves names in the alphabet; the lists follow."""
    public = '__all__ = ["AsyncZone", "LIMIT", "Page", "async_answer"]\n'
    twin = converted(public + '\nclass A:\n    __slots__ = ("_async_b", "_a10", "_a9")\n')
    assert '__all__ = ["LIMIT", "Page", "Zone", "answer"]' in twin
    assert '__slots__ = ("_a9", "_a10", "_b")' in twin


# -- text --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use with ``async with AsyncClient()``.", "Use with ``with Client()``."),
        ("An async client; see :class:`AsyncEngine`.", "A sync client; see :class:`Engine`."),
        ("an AsyncClient, an :class:`AsyncEngine`", "a Client, an :class:`Engine`"),
        ("``await client.get()`` or ``await it``", "``client.get()`` or ``it``"),
        ("Callers await it in the async world.", "Callers await it in the sync world."),
        ("Sends ``respond-async`` to asyncio.", "Sends ``respond-async`` to asyncio."),
        ("Made by tools/async_to_sync.py from x_async.", "Made by tools/async_to_sync.py from x."),
    ],
)
def test_docstrings_and_comments_speak_of_the_twin(text: str, expected: str) -> None:
    """Prose names the sync world's names, and other words stay."""
    assert converted(f'"""{text}"""\n') == f'"""{expected}"""\n'
    assert converted(f"x = 1  # {text}\n") == f"x = 1  # {expected}\n"


def test_vendors_words_in_strings_stay() -> None:
    """An ordinary string is data: only class names and names of ours are mapped."""
    source = 'x = ["respond-async", "the async job", "async", "AsyncClient", "a.b_async", "an AsyncClient", f"{k}"]\n'
    assert converted(source) == (
        'x = ["respond-async", "the async job", "async", "Client", "a.b", "a Client", f"{k}"]\n'
    )


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("  # noqa: ASYNC109 - the seam", ""),
        ("  # noqa: ANN401, ASYNC109", "  # noqa: ANN401"),
        ("  # noqa: ASYNC109, ANN401 - any", "  # noqa: ANN401 - any"),
        ("  # noqa: ANN401", "  # noqa: ANN401"),
    ],
)
def test_excuses_for_async_rules_are_dropped(comment: str, expected: str) -> None:
    """The twin excuses nothing that it does not do."""
    assert converted(f"x = 1{comment}\n") == f"x = 1{expected}\n"


# -- marks -------------------------------------------------------------------------------------------------------------


def test_marks_choose_the_world() -> None:
    """Async-only lines are left out, sync-only lines come in, and no gap remains."""
    twin = converted(
        """\
        import asyncio  # async-only
        # sync-only: import threading

        a = 1

        # async-only: begin
        b = asyncio.Lock()

        c = asyncio.Event()
        # async-only: end

        if a:
            # sync-only: b = threading.Lock()
            # sync-only: if b:
            # sync-only:     c = 2
            pass
        """
    )
    assert twin == dedent(
        """\
        import threading

        a = 1

        if a:
            b = threading.Lock()
            if b:
                c = 2
            pass
        """
    )


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("# async-only: begin\nx = 1\n", "line 1: async-only begins here and does not end"),
        ("x = 1\n# async-only: end\n", "line 2: async-only ends here, but did not begin"),
        ("import asyncio\n", "asyncio is left over in 'import asyncio'; mark it async-only"),
        ("x = (\n", "the twin would not be Python"),
        ("if x:\n    y()  # async-only\n", "the twin would not be Python"),
    ],
)
def test_what_cannot_be_converted_is_named(source: str, problem: str) -> None:
    """A twin that would be wrong is not written; the message tells the place."""
    with pytest.raises(ConversionError) as caught:
        converted(source)
    assert problem in str(caught.value)


def test_converting_a_twin_changes_nothing() -> None:
    """The conversion is idempotent over the project's own modules."""
    root = Path(__file__).parents[2]
    sources = sorted((root / "src").rglob("*_async.py"))
    assert sources
    for source in sources:
        twin = converted(source.read_text(encoding="utf-8").replace("src/x_async.py", ""))
        assert converted(twin) == twin


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Lay out a project with one async module and its current twin."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "x_async.py").write_text("async def f() -> None: ...\n")
    assert main(["--root", str(tmp_path)]) == 0
    return tmp_path


def checked(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run the check; return its status and what it printed."""
    capsys.readouterr()
    return main(["--check", "--root", str(root)]), capsys.readouterr().out


def test_current_twins_pass_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After writing, the check is content and says how many twins there are."""
    assert checked(project, capsys) == (0, "ok: all 1 twins current\n")


def test_a_stale_twin_fails_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A change of the async module without its twin is told, and the check itself writes nothing."""
    (project / "src" / "x_async.py").write_text("async def g() -> None: ...\n")
    assert checked(project, capsys) == (1, "stale: src/x.py\n")
    assert "def f()" in (project / "src" / "x.py").read_text()


def test_an_edited_twin_fails_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A twin edited by hand is stale."""
    with (project / "src" / "x.py").open("a") as twin:
        twin.write("# edited\n")
    assert checked(project, capsys) == (1, "stale: src/x.py\n")


def test_a_missing_twin_fails_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A twin that was never written is stale."""
    (project / "src" / "x.py").unlink()
    assert checked(project, capsys) == (1, "stale: src/x.py\n")


def test_an_orphan_fails_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A twin whose async module was deleted is told."""
    (project / "src" / "x_async.py").unlink()
    assert checked(project, capsys) == (1, "src/x.py: its async module is gone; delete it\n")


def test_a_file_written_by_hand_is_never_overwritten(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where somebody's own module stands in a twin's place, the tool writes nothing."""
    (project / "src" / "x.py").write_text("mine = 1\n")
    assert main(["--root", str(project)]) == 1
    assert "written by hand" in capsys.readouterr().out
    assert (project / "src" / "x.py").read_text() == "mine = 1\n"


def test_the_list_names_each_twin(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other tools can ask which files are generated."""
    capsys.readouterr()
    assert main(["--list", "--root", str(project)]) == 0
    assert capsys.readouterr().out == "src/x.py\n"
