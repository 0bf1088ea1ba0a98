"""Write the raw view of every collection: the same methods, answering the whole exchange instead of the value.

A collection that offers ``raw`` names the class of its view in that property's return annotation, such as
``AsyncRawCustomers``. This writes those classes into ``raw_async.py`` of the system's folder: a method for each public
``async def`` of the collection, with its signature and its documentation's first line, so that nobody keeps two lists
of methods in step by hand. The twins are made from the result by ``async_to_sync.py`` as from any other file.

``python tools/raw_views.py`` writes, ``--check`` only tells which are stale. Standard library only.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
SYSTEMS: Final = Path("src", "crosstie", "systems")
OUTPUT: Final = "raw_async.py"
BANNER: Final = """\
# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""
DOC: Final = '"""The methods of the collections, answering the value with status, headers, body and attempts."""'
ALWAYS: Final = {
    "typing": "TYPE_CHECKING",
    "crosstie.core.exchange": "Answer",
    "crosstie.systems.caller_async": "async_raw",
}
INDENT: Final = "    "


class Collection(NamedTuple):
    """A class that offers a raw view of itself.

    Attributes:
        module: Where it is imported from.
        node: The class.
        view: The name of its view.
        own: The class with its own type variables, as an annotation.
        plain: Its bases, of any distance, that offer no view of their own: their methods are shown here.
        parents: The bases that do, as they are written.
    """

    module: str
    node: ast.ClassDef
    view: str
    own: ast.expr
    plain: list[ast.ClassDef]
    parents: list[ast.expr]


class Source(NamedTuple):
    """One module of a system: its syntax, and its name for imports."""

    name: str
    tree: ast.Module


def sources(folder: Path) -> list[Source]:
    """Read the async modules of a system, by name."""
    paths = sorted(path for path in folder.glob("*_async.py") if path.name != OUTPUT)
    prefix = ".".join(folder.relative_to(ROOT / "src").parts)
    return [Source(f"{prefix}.{path.stem}", ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def collections_of(modules: Iterable[Source]) -> Iterator[tuple[Source, Collection]]:
    """Find the classes that offer a raw view."""
    known = {
        node.name: (source, node) for source in modules for node in source.tree.body if isinstance(node, ast.ClassDef)
    }
    for source, node in known.values():
        view = _view_of(node)
        if view is not None:
            plain, parents = _bases(node, known)
            yield source, Collection(source.name, node, view, _self_type(node, source), plain, parents)


def _view_of(node: ast.ClassDef) -> str | None:
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "raw" and member.returns is not None:
            return _head(member.returns)
    return None


def _bases(
    node: ast.ClassDef, known: dict[str, tuple[Source, ast.ClassDef]]
) -> tuple[list[ast.ClassDef], list[ast.expr]]:
    plain: list[ast.ClassDef] = []
    parents: list[ast.expr] = []
    for base in node.bases:
        _, found = known.get(_head(base), (None, None))
        if found is not None and _view_of(found) is not None:
            parents.append(base)
        elif found is not None:
            above, further = _bases(found, known)
            plain += [found, *above]
            parents += further
    return plain, parents


def rendered(folder: Path) -> str | None:
    """Return what ``raw_async.py`` of a system must hold; ``None`` where no collection offers a view."""
    every = sources(folder)
    pairs = list(collections_of(every))
    if not pairs:
        return None
    found = [collection for _, collection in pairs]
    involved = {node.name for collection in found for node in (collection.node, *collection.plain)}
    modules = [source for source in every if involved & {getattr(node, "name", "") for node in source.tree.body}]
    views = {collection.node.name: collection.view for collection in found}
    text = "\n\n\n".join(_view(collection, views) for collection in _parents_first(found))
    names = _names(text)
    generic = [line for source in modules for name, line in _type_variables(source) if name in names]
    names |= _names("\n".join(generic))
    imports = _imports(modules, names, set(views))
    checked = sorted({f"from {collection.module} import {collection.node.name}" for collection in found})
    exported = "".join(f'{INDENT}"{view}",\n' for view in sorted(views.values()))
    parts = [
        f"{BANNER}{DOC}\n\nfrom __future__ import annotations\n",
        "\n".join(imports) + "\n",
        "if TYPE_CHECKING:  # the collections offer these classes, and import them for that\n"
        + "".join(f"{INDENT}{line}\n" for line in checked),
        f"__all__ = [\n{exported}]\n",
        *(["\n".join(dict.fromkeys(generic)) + "\n"] if generic else []),
    ]
    return "\n".join(parts) + "\n\n" + text + "\n"


def _names(text: str) -> set[str]:
    """Return the names that the signatures and bases of a piece of source use; what a body uses are its arguments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [ast.Pass()]
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _source(node: ast.AST) -> str:
    """Return the source of a signature's part, quoted as the house does."""
    return ast.unparse(node).replace("'", '"')


def _view(collection: Collection, views: dict[str, str]) -> str:
    node = collection.node
    slot = "_" + re.sub(r"(?<!^)(?=[A-Z])", "_", node.name.removeprefix("Async")).lower()
    bases = [_renamed(base, views) for base in collection.parents] or _generic(collection)
    lines = [
        f"class {collection.view}{'(' + ', '.join(bases) + ')' if bases else ''}:",
        f'{INDENT}"""As :class:`{node.name}`, answering the whole exchange."""',
        "",
        f'{INDENT}__slots__ = ("{slot}",)',
        "",
        f"{INDENT}def __init__(self, plain: {_source(collection.own)}) -> None:",
        f'{INDENT * 2}"""Take the collection."""',
        *([f"{INDENT * 2}super().__init__(plain)"] if collection.parents else []),
        f"{INDENT * 2}self.{slot} = plain",
    ]
    shown: set[str] = set()
    for member in (member for one in (node, *collection.plain) for member in one.body):
        if isinstance(member, ast.AsyncFunctionDef) and not member.name.startswith("_") and member.name not in shown:
            shown.add(member.name)
            lines += ["", *_method(member, slot)]
    return "\n".join(lines)


def _generic(collection: Collection) -> list[str]:
    own = collection.own
    return [f"Generic[{_source(own.slice)}]"] if isinstance(own, ast.Subscript) else []


def _method(member: ast.AsyncFunctionDef, slot: str) -> list[str]:
    summary = (ast.get_docstring(member) or member.name).splitlines()[0]
    returns = _source(member.returns) if member.returns is not None else "None"
    positional = [argument.arg for argument in (*member.args.posonlyargs, *member.args.args)][1:]
    rest = [f"*{member.args.vararg.arg}"] if member.args.vararg is not None else []
    named = [f"{argument.arg}={argument.arg}" for argument in member.args.kwonlyargs]
    passed = ", ".join([*positional, *rest, *named])
    return [
        f"{INDENT}async def {member.name}({_source(member.args)}) -> Answer[{returns}]:",
        f'{INDENT * 2}"""{summary}"""',
        f"{INDENT * 2}return await async_raw(self.{slot}.{member.name})({passed})",
    ]


def _self_type(node: ast.ClassDef, source: Source) -> ast.expr:
    """Return the class with its own type variables, as an annotation; a base of concrete types gives it none."""
    variables = {name for name, _ in _type_variables(source)}
    for base in node.bases:
        if isinstance(base, ast.Subscript) and variables & _names(ast.unparse(base.slice)):
            return ast.Subscript(ast.Name(node.name), base.slice)
    return ast.Name(node.name)


def _renamed(base: ast.expr, views: dict[str, str]) -> str:
    name = _head(base)
    return ast.unparse(base).replace(name, views.get(name, name), 1)


def _head(expression: ast.expr) -> str:
    """Return the name that an annotation begins with, without quotes and type arguments."""
    if isinstance(expression, ast.Subscript):
        return _head(expression.value)
    if isinstance(expression, ast.Constant):
        return str(expression.value).partition("[")[0]
    return ast.unparse(expression)


def _parents_first(found: Iterable[Collection]) -> Iterator[Collection]:
    """Order the classes so that every base stands before what is built on it."""
    waiting = {collection.node.name: collection for collection in found}
    while waiting:
        ready = [name for name, one in waiting.items() if not any(_head(base) in waiting for base in one.node.bases)]
        for name in ready:
            yield waiting.pop(name)


def _type_variables(source: Source) -> Iterator[tuple[str, str]]:
    """Give the names and the source of the type variables of a module."""
    for node in source.tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) in {"TypeVar", "ParamSpec"}
        ):
            yield node.targets[0].id, _source(node)


def _imports(modules: Iterable[Source], names: set[str], local: set[str]) -> list[str]:
    """Return the imports that the names need, as the sources make them, in the order of the house."""
    wanted: dict[str, set[str]] = {module: {name} for module, name in ALWAYS.items()}
    if "Generic" in names:
        wanted["typing"].add("Generic")
    for source in modules:
        for module, alias in _imported(source):
            shown = alias.asname or alias.name
            if shown in names - local - set(ALWAYS.values()):
                wanted.setdefault(module, set()).add(f"{alias.name} as {shown}" if alias.asname else shown)
    standard = sorted(module for module in wanted if module.partition(".")[0] in sys.stdlib_module_names)
    ours = sorted(wanted.keys() - set(standard))
    lines = {module: f"from {module} import {', '.join(_cased(wanted[module]))}" for module in wanted}
    return [*(lines[module] for module in standard), "", *(lines[module] for module in ours)]


def _imported(source: Source) -> Iterator[tuple[str, ast.alias]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.module.endswith(("__future__", ".raw_async")):
            yield from ((node.module, alias) for alias in node.names)


def _cased(names: Iterable[str]) -> list[str]:
    """Sort as the import rules do: constants, classes, functions."""

    def rank(name: str) -> tuple[int, str]:
        return (0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2, name)

    return sorted(names, key=rank)


def main() -> int:
    """Write or check the view of every system."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="only tell which are stale")
    check = arguments.parse_args().check
    stale: list[str] = []
    for folder in sorted(path for path in (ROOT / SYSTEMS).iterdir() if path.is_dir()):
        text = rendered(folder)
        target = folder / OUTPUT
        if text is None or (target.exists() and target.read_text(encoding="utf-8") == text):
            continue
        stale.append(target.relative_to(ROOT).as_posix())
        if not check:
            target.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{'stale' if check else 'wrote'}: {name}")
    if not stale:
        print("ok: all raw views current")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
