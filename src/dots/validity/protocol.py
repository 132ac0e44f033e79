"""Which seeds may tune and which may judge: no market is used for both.

Whatever is chosen by looking at a score (a threshold, a penalty, a rule) is chosen on markets of the development seeds.
Replications are judged on markets of the evaluation seeds alone. The study's own seed is neither.
"""

from __future__ import annotations


def check(config: dict) -> None:
    """Refuse seeds that would let a market be tuned on and judged on.

    Parameters
    ----------
    config
        A checked configuration.

    Raises
    ------
    ValueError
        Naming the keys, the seeds and the fix.
    """
    own, given = config["study"]["seed"], config["validity"]
    development, evaluation = _seeds(given["development_seeds"]), _seeds(given["evaluation_seeds"])
    shared = range(max(development[0], evaluation[0]), min(development[-1], evaluation[-1]) + 1)
    if shared:
        raise ValueError(
            f"validity.development_seeds and validity.evaluation_seeds share {len(shared)} seeds, from {shared[0]} to "
            f"{shared[-1]}: what was tuned on a market may not be judged on it; move `first` of one of them"
        )
    for name, seeds in (("development_seeds", development), ("evaluation_seeds", evaluation)):
        if own in seeds:
            raise ValueError(
                f"validity.{name}: {own} is the study's own seed (study.seed), which may neither tune nor be counted "
                "among the replications; move `first` or choose another seed for the study"
            )
    for at in (given, given["full"]):
        evaluation_seeds(config, max(at["replications"], at["scrambled"], at["curve_seeds"]))


def development_seeds(config: dict) -> list[int]:
    """List the seeds whose markets may be looked at while something is tuned."""
    return list(_seeds(config["validity"]["development_seeds"]))


def evaluation_seeds(config: dict, count: int) -> list[int]:
    """List the first so many of the seeds whose markets judge.

    Raises
    ------
    ValueError
        If there are fewer.
    """
    seeds = _seeds(config["validity"]["evaluation_seeds"])
    if count > len(seeds):
        raise ValueError(
            f"{count} replications are asked for and validity.evaluation_seeds has {len(seeds)} seeds; raise its count"
        )
    return list(seeds[:count])


def _seeds(given: dict) -> range:
    return range(given["first"], given["first"] + given["count"])
