"""Score every advert on the continuum by ridge regression of coders' mean code on words, indicators and topics.

Each score comes from a model that never saw the advert's group; intervals are conformal. Assumes that coders judged
what matters; fails if fewer groups hold coded adverts than there are folds.
"""

from pathlib import Path

import pandas as pd

from dots import indicators as sets
from dots.classify import continuum, ratios
from dots.classify import folds as grouping
from dots.script import run
from dots.tables import classify as tables
from dots.tables import corpus, market
from dots.tables import topics as topic_tables


def fit_continuum(
    adverts: Path,
    contacts: Path,
    advert_templates: Path,
    indicators: Path,
    topic_prevalence: Path,
    coded_sample: Path,
    indicator_set: Path,
    scores: Path,
    validation: Path,
    indicator_ratios: Path,
    *,
    folds: int,
    cutoff: int,
    seed: int,
) -> None:
    """Read adverts with their indicators, topics and codes, write scores, their validation and likelihood ratios."""
    frame = corpus.ADVERTS.read(adverts)
    present = tables.INDICATORS.read(indicators)
    chosen = sets.load(indicator_set)
    code = continuum.mean_codes(market.CODED_SAMPLE.read(coded_sample), frame["advert"])
    ties = corpus.CONTACTS.read(contacts), corpus.ADVERT_TEMPLATES.read(advert_templates)
    groups = grouping.parts(frame["advert"], *ties, folds, seed)
    fold = grouping.assign(groups, code.notna(), folds, seed)
    training = grouping.training(frame["advert"], fold, *ties)
    columns, kinds = continuum.features(frame, present, topic_tables.TOPIC_PREVALENCE.read(topic_prevalence), chosen)
    estimates = {
        name: continuum.cross_score(model, columns, code, groups, fold, training)
        for name, model in continuum.models(kinds).items()
    }
    score = estimates[continuum.MODEL]
    lower, upper = continuum.intervals(score, code, fold)
    tables.SCORES.write(
        pd.DataFrame(
            {
                "advert": frame["advert"],
                "score": score,
                "lower": lower,
                "upper": upper,
                "fold": fold,
                "coded": code.notna(),
            }
        ),
        scores,
    )
    order = {"indicator count": columns["count"].to_numpy()}
    tables.VALIDATION.write(
        pd.concat(continuum.validate(name, values, code, fold, order.get(name)) for name, values in estimates.items()),
        validation,
    )
    judged = (continuum.HIGHEST * code).set_axis(frame["advert"]).dropna()
    alike = grouping.group(frame["advert"], ties[0]).set_axis(frame["advert"])
    tables.INDICATOR_RATIOS.write(ratios.table(present, judged, alike, chosen, cutoff), indicator_ratios)


if __name__ == "__main__":
    run(snakemake, fit_continuum)
