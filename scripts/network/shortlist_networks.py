"""Rank networks large enough to be spoken of by what scores and coders' judgements bear at least."""

from pathlib import Path

from dots.network.shortlist import rank_networks
from dots.script import run
from dots.tables import classify, market, network


def shortlist_networks(
    memberships: Path,
    membership_draws: Path,
    scores: Path,
    coded_sample: Path,
    shortlist: Path,
    *,
    min_cell: int,
    capacity: int,
) -> None:
    ranked = rank_networks(
        network.MEMBERSHIPS.read(memberships),
        network.MEMBERSHIP_DRAWS.read(membership_draws),
        classify.SCORES.read(scores),
        market.CODED_SAMPLE.read(coded_sample),
        min_cell=min_cell,
        capacity=capacity,
    )
    network.SHORTLIST.write(ranked, shortlist)


if __name__ == "__main__":
    run(snakemake, shortlist_networks)
