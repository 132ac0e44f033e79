"""Which first-party modules a Python file rests on, so that editing one reruns what uses it and nothing else."""

from __future__ import annotations

import ast
import json
from pathlib import Path


def closure(script: Path, package: Path) -> list[Path]:
    """List the modules of a package that a script or notebook imports, directly or through one another.

    Imports are read from the syntax tree, wherever in the file they stand; nothing is executed.

    Parameters
    ----------
    script
        The Python file or Jupyter notebook to start from.
    package
        Folder of the package (`src/dots`).

    Returns
    -------
    list of Path
        Sorted, without the script itself.

    Raises
    ------
    ModuleNotFoundError
        If an import names a module that the package does not have.
    """
    found: set[Path] = set()
    todo = [script]
    while todo:
        for name, where in _imports(todo.pop(), package.name):
            module = _module(name, package)
            if module is None:
                raise ModuleNotFoundError(f"{where}: imports {name}, which is not in {package}")
            if module not in found:
                found.add(module)
                todo.append(module)
    return sorted(found)


def _imports(path: Path, root: str) -> list[tuple[str, str]]:
    names = []
    for node in ast.walk(ast.parse(_source(path), filename=str(path))):
        where = f"{path}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            names += [(alias.name, where) for alias in node.names if alias.name.split(".")[0] == root]
        elif isinstance(node, ast.ImportFrom) and node.level:
            raise ImportError(f"{where}: write the import in full, from {root}...")
        elif isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == root:
            names += [(f"{node.module}.{alias.name}", where) for alias in node.names]
    return names


def _source(path: Path) -> str:
    """Read a file's Python; of a notebook, its code cells without the lines that only IPython understands."""
    if path.suffix != ".ipynb":
        return path.read_text()
    cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    lines = "\n".join("".join(cell["source"]) for cell in cells).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))


def _module(name: str, package: Path) -> Path | None:
    """Find the file of `package.a.b` or, where `b` is a name inside a module, of `package.a`."""
    parts = name.split(".")[1:]
    for length in (len(parts), len(parts) - 1):
        path = package.joinpath(*parts[:length])
        if length and path.with_suffix(".py").is_file():
            return path.with_suffix(".py")
    return None
