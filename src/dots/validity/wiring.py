"""Which steps of the workflow a replication runs, read from the workflow's rules, so that nothing is listed twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

WILDCARD = re.compile(r"\{(\w+)[^}]*\}")


def steps(rules: Iterable, target: str, *, left_out: Iterable[str] = (), wildcards: dict[str, object]) -> list[dict]:
    """Give the rules that make everything a target rule reads, in an order in which they can run, the target last.

    Parameters
    ----------
    rules
        Snakemake's parsed rules: `name`, `script`, named `input`, `output` and `params`. Rules without a script are
        passed over.
    target
        Name of the last rule.
    left_out
        Rules that a replication does without. What they make is dropped from inputs that are lists.
    wildcards
        The one value that each wildcard takes. Files for other values are dropped from inputs that are lists.

    Returns
    -------
    list of dict
        For each step: rule, script (as the rule's input `code` names it), input and output (name to path or list of
        paths), params.

    Raises
    ------
    ValueError
        If the target is unknown, or a step cannot do without what a rule left out makes.
    """
    every = {rule.name: rule for rule in rules if rule.script}
    for name in (target, *left_out):
        if name not in every:
            raise ValueError(f"a replication needs or leaves out the rule {name!r}, which the workflow does not have")
    kept = {name: _step(rule, wildcards) for name, rule in every.items() if name not in set(left_out)}
    makers = {path: name for name, step in kept.items() for path in made([step])}
    makeable = [_pattern(str(path)) for rule in every.values() for path in rule.output]
    ordered: dict[str, dict] = {}

    def add(name: str) -> None:
        step = kept[name]
        for kind, paths in step["input"].items():
            missing = [
                path for path in _listed(paths) if path not in makers and any(p.fullmatch(path) for p in makeable)
            ]
            if missing and isinstance(paths, str):
                raise ValueError(f"rule {name!r} reads {missing[0]}, which only a rule left out makes: keep that rule")
            if missing:
                step["input"][kind] = [path for path in paths if path not in missing]
            for path in _listed(step["input"][kind]):
                if path in makers and makers[path] not in ordered:
                    add(makers[path])
        ordered[name] = step

    add(target)
    return list(ordered.values())


def scripts(chain: list[dict]) -> list[str]:
    """List the scripts of the steps."""
    return [step["script"] for step in chain]


def sources(chain: list[dict]) -> list[str]:
    """List the files that the steps read and none of them makes."""
    read = {path for step in chain for paths in step["input"].values() for path in _listed(paths)}
    return sorted(read - made(chain))


def made(chain: list[dict]) -> set[str]:
    """Give the files that the steps make."""
    return {path for step in chain for paths in step["output"].values() for path in _listed(paths)}


def _step(rule: object, wildcards: dict[str, object]) -> dict:
    inputs = {name: value for name, value in rule.input.items() if name != "code"}
    return {
        "rule": rule.name,
        "script": str(rule.input["code"][0]),
        "input": {name: _filled(value, wildcards) for name, value in inputs.items()},
        "output": {name: _filled(value, wildcards) for name, value in rule.output.items()},
        "params": {name: _filled(value, wildcards) for name, value in rule.params.items()},
    }


def _filled(value: object, wildcards: dict[str, object]) -> object:
    """Put the wildcards' values into a string, or into each string of a list of files."""
    if isinstance(value, str):
        return WILDCARD.sub(lambda found: str(wildcards.get(found[1], found[0])), str(value))
    if isinstance(value, Iterable) and not isinstance(value, dict):
        return [_filled(part, wildcards) for part in value]
    return value


def _pattern(path: str) -> re.Pattern:
    return re.compile(".+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", path)))


def _listed(paths: object) -> Iterator[str]:
    yield from [paths] if isinstance(paths, str) else paths
