"""The scoreboard: each stage's output against the truth that was planted.

Every measure is the field's own. Figures are given as they come out, however poor; a plain method or chance stands
beside a measure where there is one. All measures but those of the crawl judge adverts that the crawl saw.
"""

from __future__ import annotations

import logging

import pandas as pd

from dots.tables import validity
from dots.validity import contacts, continuum, crawl, effects, facts, indicators, networks, topics
from dots.validity import suspicion as suspecting
from dots.validity.intervals import TIMES
from dots.validity.partitions import partition

logger = logging.getLogger(__name__)

STAGES = ("crawl", "corpus", "topics", "classify", "network", "multilevel")
"""Stages judged, in the order shown."""


def board(
    found: dict[str, pd.DataFrame],
    truth: dict[str, pd.DataFrame],
    parameters: dict,
    *,
    cutoff: int,
    seed: int,
    times: int = TIMES,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Judge a study by what was planted.

    Parameters
    ----------
    found
        The study's tables by name: adverts, facts, sightings, contacts, advert_templates, topics, topic_prevalence,
        indicators, indicator_ratios, scores, coded_sample, case_outcomes, links, memberships, shortlist,
        pooled_effects, variances.
    truth
        Planted tables by name: adverts, versions, topics, advert_topics, indicators; contacts, as pseudonyms in
        place of values; effects (term, estimate) and shares (level, share) of the model on the truth.
    parameters
        What was planted beside tables: waves, likelihood_ratios, ways.
    cutoff
        Mean code, out of 4, from which an advert or a network is high.
    seed
        The study's seed, for the bootstrap over organisations.
    times
        Bootstrap draws; 0 gives no intervals but those that need none.

    Returns
    -------
    scoreboard, suspicion : DataFrame
        As in `tables.validity`. A measure that is not defined here (the rank correlation of what does not vary) has no
        row, and the log names it.
    """
    planted = truth["adverts"][truth["adverts"]["advert"].isin(found["adverts"]["advert"])]
    seen = suspecting.described(planted, truth["contacts"]).sort_values("advert", ignore_index=True)
    truth = truth | {
        name: truth[name][truth[name]["advert"].isin(seen["advert"])]
        for name in ("contacts", "advert_topics", "indicators")
    }
    counts = indicator_counts(found["indicators"], found["indicator_ratios"])
    suspected = suspecting.suspicion(found["shortlist"], found["memberships"], seen, cutoff / 4, counts)
    draws = {"seed": seed, "times": times}
    stages = {
        "crawl": crawl.crawl(found["adverts"], found["sightings"], truth["versions"], parameters["waves"]),
        "corpus": [
            *contacts.contacts(found["contacts"], truth["contacts"], parameters["ways"]),
            *facts.facts(
                found["adverts"], found["facts"], found["sightings"], planted, truth["versions"], truth["indicators"]
            ),
            *templates(found["adverts"], found["advert_templates"], seen, **draws),
        ],
        "topics": [
            *topics.topics(
                found["topics"][found["topics"]["engine"] == "gensim"],
                found["topic_prevalence"],
                truth["topics"],
                truth["advert_topics"],
                seed,
            ),
            *topics.languages(planted, truth["adverts"]),
        ],
        "classify": [
            *indicators.detection(found["indicators"], truth["indicators"]),
            *indicators.ratios(
                found["indicator_ratios"],
                indicators.from_cases(found["indicators"], found["case_outcomes"]),
                parameters["likelihood_ratios"],
            ),
            *continuum.continuum(found["scores"], seen, counts, found["coded_sample"], cutoff=cutoff, **draws),
        ],
        "network": [
            *suspecting.shortlists(suspected),
            *networks.networks(found["memberships"], found["links"], seen, **draws),
            *networks.structure(*networks.measured(found, seen, truth["contacts"]), **draws),
        ],
        "multilevel": [
            *effects.effects(found["pooled_effects"], truth["effects"]),
            *effects.shares(found["variances"][found["variances"]["engine"] == "glmm"], truth["shares"]),
        ],
    }
    rows = pd.concat([pd.DataFrame(stages[stage]).assign(stage=stage) for stage in STAGES], ignore_index=True)
    undefined = rows["value"].isna()
    if undefined.any():
        named = rows.loc[undefined, ["stage", "measure", "group"]].agg(" / ".join, axis=1)
        logger.warning("not defined here: %s", "; ".join(named))
    return rows.loc[~undefined, [column.name for column in validity.SCOREBOARD.columns]], suspected


def indicator_counts(marks: pd.DataFrame, ratios: pd.DataFrame) -> pd.Series:
    """Count, by advert, the indicators it shows of those that may enter a score: the checklist to beat."""
    allowed = ratios.loc[ratios["in_score"], "indicator"]
    return marks[marks["present"] & marks["indicator"].isin(allowed)].groupby("advert").size()


def templates(
    adverts: pd.DataFrame, advert_templates: pd.DataFrame, seen: pd.DataFrame, *, seed: int, times: int = TIMES
) -> list[dict]:
    """Judge templates beside "the same text word for word".

    Parameters
    ----------
    adverts, advert_templates
        Tables of the stage `corpus`.
    seen
        Planted adverts that were seen: advert, template ('' if nobody else used the text), organisation, kind.
    seed, times
        Seed and draws of the bootstrap over organisations.
    """
    judged = seen.set_index("advert")
    own = judged["template"].where(judged["template"] != "", "alone/" + judged.index.to_series())
    same = adverts.set_index("advert")["text"].reindex(judged.index)
    found = advert_templates.set_index("advert")["template"].reindex(judged.index)
    return partition("template", found, own, judged, seed, plain=same, plain_name="identical text", times=times)
