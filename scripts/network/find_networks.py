"""Put every advert into one network, and again in every draw of the doubtful ties.

Components of the ties in use, large ones split where they hang together by a thread (Leiden, CPM).
"""

from pathlib import Path

from dots.network import partition
from dots.script import run
from dots.tables import corpus, network


def find_networks(
    adverts: Path, links: Path, memberships: Path, membership_draws: Path, *, draws: int, seed: int
) -> None:
    every = corpus.ADVERTS.read(adverts)["advert"]
    tied = network.LINKS.read(links)
    found = partition.find_networks(every, tied.loc[tied["kept"], ["advert", "identifier"]], seed)
    drawn = partition.draw_networks(every, tied, draws, seed)
    found["stability"] = found["advert"].map(partition.stability(found, drawn)).clip(0, 1)
    network.MEMBERSHIPS.write(found, memberships)
    network.MEMBERSHIP_DRAWS.write(drawn, membership_draws)


if __name__ == "__main__":
    run(snakemake, find_networks)
