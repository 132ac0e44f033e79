"""Set each stage's output against the planted truth. The one rule of the study that reads `truth/`.

Measures are the field's; intervals draw whole organisations. Fails if a planted advert is missing from truth tables.
"""

import json
from pathlib import Path

import pandas as pd

from dots.governance import vault
from dots.multilevel import frame, glmm, model
from dots.script import run
from dots.tables import classify, corpus, market, multilevel, network, topics, truth, validity
from dots.validity import page, scoreboard
from dots.validity.intervals import TIMES


def score_validity(
    adverts: Path,
    facts: Path,
    sightings: Path,
    contacts: Path,
    advert_templates: Path,
    topic_words: Path,
    topic_prevalence: Path,
    indicators: Path,
    indicator_ratios: Path,
    scores: Path,
    coded_sample: Path,
    case_outcomes: Path,
    links: Path,
    memberships: Path,
    shortlist: Path,
    pooled_effects: Path,
    variances: Path,
    true_adverts: Path,
    true_versions: Path,
    true_contacts: Path,
    true_topics: Path,
    true_advert_topics: Path,
    true_indicators: Path,
    parameters: Path,
    board: Path,
    board_json: Path,
    wrongful: Path,
    page_html: Path,
    *,
    study_keys: str,
    seed: int,
    cutoff: int,
    times: int = TIMES,
) -> None:
    """Read every stage's tables and the truth, write the scoreboard."""
    found = {
        "adverts": corpus.ADVERTS.read(adverts),
        "facts": corpus.FACTS.read(facts),
        "sightings": corpus.SIGHTINGS.read(sightings),
        "contacts": corpus.CONTACTS.read(contacts),
        "advert_templates": corpus.ADVERT_TEMPLATES.read(advert_templates),
        "topics": topics.TOPICS.read(topic_words),
        "topic_prevalence": topics.TOPIC_PREVALENCE.read(topic_prevalence),
        "indicators": classify.INDICATORS.read(indicators),
        "indicator_ratios": classify.INDICATOR_RATIOS.read(indicator_ratios),
        "scores": classify.SCORES.read(scores),
        "coded_sample": market.CODED_SAMPLE.read(coded_sample),
        "case_outcomes": market.CASE_OUTCOMES.read(case_outcomes),
        "links": network.LINKS.read(links),
        "memberships": network.MEMBERSHIPS.read(memberships),
        "shortlist": network.SHORTLIST.read(shortlist),
        "pooled_effects": multilevel.POOLED.read(pooled_effects),
        "variances": multilevel.VARIANCES.read(variances),
    }
    planted = truth.ADVERTS.read(true_adverts)
    studied = planted[planted["advert"].isin(found["adverts"]["advert"])]
    oracle = fit_to_truth(found["adverts"][found["adverts"]["advert"].isin(studied["advert"])], studied)
    known = {
        "adverts": planted,
        "versions": truth.VERSIONS.read(true_versions),
        "contacts": pseudonymised(true_contacts, studied, vault.load_keys(study_keys, seed)),
        "topics": truth.TOPICS.read(true_topics),
        "advert_topics": truth.ADVERT_TOPICS.read(true_advert_topics),
        "indicators": truth.INDICATORS.read(true_indicators),
        "effects": model.intervals(oracle),
        "shares": variance_shares(oracle),
    }
    rows, suspected = scoreboard.board(
        found, known, json.loads(parameters.read_text()), cutoff=cutoff, seed=seed, times=times
    )
    validity.SCOREBOARD.write(rows, board)
    validity.SUSPICION.write(suspected, wrongful)
    board_json.write_text(rows.to_json(orient="records", indent=1, double_precision=6) + "\n")
    page_html.write_text(page.page(rows, suspected))


def fit_to_truth(adverts: pd.DataFrame, planted: pd.DataFrame) -> model.Fit:
    """Fit the study's model where nothing had to be inferred: planted exploitation, planted organisations."""
    data, _, _ = frame.build_frame(
        adverts, planted.rename(columns={"exploitation": "score"}), planted.rename(columns={"organisation": "network"})
    )
    return glmm.fit(data, model.fixed_part(data), model.GROUPS)


def variance_shares(fit: model.Fit) -> pd.DataFrame:
    """Give the share of each level of a fit: level, share."""
    return pd.DataFrame(
        [(model.LEVEL_OF[component], share) for component, share in model.shares(fit.variances).items()],
        columns=["level", "share"],
    )


def pseudonymised(true_contacts: Path, studied: pd.DataFrame, keys: vault.Keys) -> pd.DataFrame:
    """Unseal the planted contacts and give them the pseudonyms that the corpus must have given them."""
    planted = vault.unseal_table(true_contacts, keys)
    planted = planted[planted["advert"].isin(studied["advert"])]
    return planted.assign(contact=[vault.pseudonym(at.value, at.kind, keys) for at in planted.itertuples()]).drop(
        columns="value"
    )


if __name__ == "__main__":
    run(snakemake, score_validity)
