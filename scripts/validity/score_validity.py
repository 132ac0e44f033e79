"""Set each stage's output against the planted truth. The one rule of the study that reads `truth/`.

Measures are the field's; intervals draw whole organisations. Fails if a planted advert is missing from truth tables.
"""

import json
from pathlib import Path

import pandas as pd

from dots.governance import vault
from dots.multilevel import frame, glmm, model
from dots.script import run
from dots.tables import classify, corpus, multilevel, network, topics, truth, validity
from dots.validity import page, scoreboard
from dots.validity.suspicion import by_score_alone, suspicion


def score_validity(
    adverts: Path,
    contacts: Path,
    advert_templates: Path,
    topic_words: Path,
    topic_prevalence: Path,
    indicators: Path,
    indicator_ratios: Path,
    scores: Path,
    links: Path,
    memberships: Path,
    shortlist: Path,
    pooled_effects: Path,
    variances: Path,
    true_adverts: Path,
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
) -> None:
    """Read every stage's tables and the truth, write the scoreboard."""
    planted = truth.ADVERTS.read(true_adverts)
    found = corpus.ADVERTS.read(adverts)
    planted_values = json.loads(parameters.read_text())
    members = network.MEMBERSHIPS.read(memberships)
    marks = classify.INDICATORS.read(indicators)
    score = classify.SCORES.read(scores)
    ratios = classify.INDICATOR_RATIOS.read(indicator_ratios)
    words = topics.TOPICS.read(topic_words)

    studied = planted[planted["advert"].isin(found["advert"])]
    by_advert = studied.set_index("advert").sort_index()
    templates = corpus.ADVERT_TEMPLATES.read(advert_templates).set_index("advert")["template"]
    own = by_advert["template"].where(by_advert["template"] != "", "alone/" + by_advert.index.to_series())
    counted = marks[marks["present"] & marks["indicator"].isin(ratios.loc[ratios["in_score"], "indicator"])]
    oracle = fit_to_truth(found[found["advert"].isin(studied["advert"])], studied)

    listed = network.SHORTLIST.read(shortlist)
    suspected = suspicion(listed, members, studied, cutoff / 4)

    stages = {
        "crawl": scoreboard.crawl(found, planted),
        "corpus": [
            *scoreboard.contacts(
                corpus.CONTACTS.read(contacts), pseudonymised(true_contacts, studied, vault.load_keys(study_keys, seed))
            ),
            *scoreboard.partition("template", templates.reindex(by_advert.index), own, by_advert["organisation"], seed),
        ],
        "topics": scoreboard.topics(
            words[words["engine"] == "gensim"],
            topics.TOPIC_PREVALENCE.read(topic_prevalence),
            truth.TOPICS.read(true_topics),
            truth.ADVERT_TOPICS.read(true_advert_topics),
            seed,
        ),
        "classify": [
            *scoreboard.indicators(
                marks, truth.INDICATORS.read(true_indicators), ratios, planted_values["likelihood_ratios"]
            ),
            *scoreboard.continuum(score, studied, counted.groupby("advert").size(), seed),
        ],
        "network": [
            *scoreboard.shortlists(suspected, suspicion(by_score_alone(listed), members, studied, cutoff / 4)),
            *scoreboard.networks(members, network.LINKS.read(links), studied, seed),
        ],
        "multilevel": [
            *scoreboard.effects(multilevel.POOLED.read(pooled_effects), model.intervals(oracle)),
            *scoreboard.shares(multilevel.VARIANCES.read(variances).query("engine == 'glmm'"), variance_shares(oracle)),
        ],
    }
    rows = pd.concat([pd.DataFrame(part).assign(stage=stage) for stage, part in stages.items()], ignore_index=True)
    validity.SCOREBOARD.write(rows, board)
    validity.SUSPICION.write(suspected, wrongful)
    rows = rows[[column.name for column in validity.SCOREBOARD.columns]]
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
