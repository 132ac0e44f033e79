"""Build the frame the multilevel models are fitted to.

Takes adverts of known region in a network of two or more; what is left out is counted. Fails if nothing is left.
"""

from pathlib import Path

from dots.multilevel import frame
from dots.script import run
from dots.tables import classify, corpus, multilevel, network


def build_model_frame(adverts: Path, scores: Path, memberships: Path, model_frame: Path, attrition: Path) -> None:
    """Read adverts, scores and memberships, write the model frame and what it leaves out."""
    built, left_out, _ = frame.build_frame(
        corpus.ADVERTS.read(adverts), classify.SCORES.read(scores), network.MEMBERSHIPS.read(memberships)
    )
    frame.log_attrition(left_out)
    multilevel.MODEL_FRAME.write(built, model_frame)
    multilevel.MODEL_ATTRITION.write(left_out, attrition)


if __name__ == "__main__":
    run(snakemake, build_model_frame)
