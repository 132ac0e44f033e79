"""Which engines this machine can run, decided before the first job."""

from __future__ import annotations

import importlib.util
import shutil

ALWAYS = ("glmm", "statsmodels")


def has_r() -> bool:
    """Say whether R and pymer4 are installed (lme4 itself is asked when the rule runs)."""
    return shutil.which("R") is not None and importlib.util.find_spec("pymer4") is not None


def chosen(engines: str | list[str]) -> list[str]:
    """List the engines to run.

    Parameters
    ----------
    engines
        `auto` (glmm, statsmodels, and pymer4 where R is), or the engines by name. glmm is the reference and must
        be among them.

    Raises
    ------
    ValueError
        If pymer4 is asked for and missing, or glmm is not asked for.
    """
    if engines == "auto":
        return [*ALWAYS, *(["pymer4"] if has_r() else [])]
    if "glmm" not in engines:
        raise ValueError(f"multilevel.engines: {engines} lacks glmm, the engine the others are compared with; add it")
    if "pymer4" in engines and not has_r():
        raise ValueError(
            f"multilevel.engines: {engines} asks for pymer4, but R or pymer4 is not installed; "
            "install R with lme4 and lmerTest and this package's extra `r`, or set multilevel.engines to auto"
        )
    return list(engines)
