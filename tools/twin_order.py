"""Put the imports and listed names of a converted module in the order a linter expects of hand-written code.

Renaming moves names in the alphabet, makes two imports the same, or leaves one unused. Standard library only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeAlias

__all__ = ["in_order"]

WIDTH: Final = 120

_Import: TypeAlias = ast.Import | ast.ImportFrom
_Natural: TypeAlias = list[tuple[int, str]]


def in_order(source: str, *, droppable: Collection[str] = ()) -> str:
    """Return the module with its import blocks, ``__all__`` and ``__slots__`` sorted and free of repeats.

    Args:
        source: The text of the module.
        droppable: Names whose import is dropped when nothing uses them.
    """
    tree = ast.parse(source)
    lines = source.splitlines()
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    unused = set(droppable) - used
    changes = [(group[0].lineno, _end(group[-1]), _imports(group, lines, unused)) for group in _import_blocks(tree)]
    changes += _listings(tree, lines)
    for first, last, text in sorted(changes, reverse=True):
        lines[first - 1 : last] = text
    return "\n".join(lines) + "\n"


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _natural(text: str) -> _Natural:
    """Sort ``v10`` behind ``v9``."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text) if part]


def _by_type(name: str) -> tuple[int, _Natural, str]:
    """Sort constants first, then classes, then the rest."""
    rank = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return rank, _natural(name.lower()), name


# -- imports -----------------------------------------------------------------------------------------------------------


def _import_blocks(tree: ast.Module) -> Iterator[list[_Import]]:
    """Find the runs of import statements on adjacent lines, at any depth."""
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    block: list[_Import] = []
    for node in sorted(statements, key=lambda node: node.lineno):
        if block and (node.lineno != _end(block[-1]) + 1 or node.col_offset != block[0].col_offset):
            yield block
            block = []
        block.append(node)
    if block:
        yield block


def _imports(block: Sequence[_Import], lines: Sequence[str], unused: Collection[str]) -> list[str]:
    """Write one block anew; statements with a comment or a new name for something stay as they are."""
    indent = " " * block[0].col_offset
    merged: dict[str, set[str]] = {}
    texts: dict[tuple[str, ...], tuple[bool, _Natural]] = {}
    for node in block:
        text = tuple(lines[node.lineno - 1 : _end(node)])
        if isinstance(node, ast.Import):
            texts[text] = (False, _natural(node.names[0].name.lower()))
        elif any("#" in line for line in text) or any(alias.asname for alias in node.names):
            texts[text] = (True, _natural((node.module or "").lower()))
        else:
            merged.setdefault(node.module or "", set()).update(alias.name for alias in node.names)
    for module, names in merged.items():
        if names - set(unused):
            text = _from_import(indent, module, sorted(names - set(unused), key=_by_type))
            texts[text] = (True, _natural(module.lower()))
    return [line for text in sorted(texts, key=lambda text: texts[text]) for line in text]


def _from_import(indent: str, module: str, names: Sequence[str]) -> tuple[str, ...]:
    line = f"{indent}from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return (line,)
    return (f"{indent}from {module} import (", *(f"{indent}    {name}," for name in names), f"{indent})")


# -- __all__ and __slots__ ---------------------------------------------------------------------------------------------


def _listings(tree: ast.Module, lines: Sequence[str]) -> Iterator[tuple[int, int, list[str]]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        target, value = node.targets[0].id, node.value
        if target not in ("__all__", "__slots__") or not isinstance(value, ast.List | ast.Tuple):
            continue
        names = [item.value for item in value.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        ordered = sorted(set(names), key=_by_type if target == "__all__" else _natural)
        commented = any("#" in line for line in lines[node.lineno - 1 : _end(node)])
        if len(names) == len(value.elts) and names != ordered and not commented:
            yield (
                node.lineno,
                _end(node),
                _listing(node.col_offset, target, ordered, is_list=isinstance(value, ast.List)),
            )


def _listing(column: int, target: str, names: Sequence[str], *, is_list: bool) -> list[str]:
    indent = " " * column
    start, end = "[]" if is_list else "()"
    items = [f'"{name}"' for name in names]
    comma = "," if len(items) == 1 and not is_list else ""
    line = f"{indent}{target} = {start}{', '.join(items)}{comma}{end}"
    if len(line) <= WIDTH:
        return [line]
    return [f"{indent}{target} = {start}", *(f"{indent}    {item}," for item in items), f"{indent}{end}"]
