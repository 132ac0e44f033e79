"""A market small enough to know by heart, and a study of it that found out everything, or nothing."""

import numpy as np
import pandas as pd

WAVES = ["2025-01-10", "2025-01-20", "2025-01-30"]
WAYS = {"plain": "open", "emoji": "hidden", "turned": "crafty"}
TOWNS = [("Leeds", "North", 53.8, -1.5), ("Bath", "South", 51.4, -2.4), ("Hull", "North", 53.7, -0.3)]
KINDS = ["independent", "duo", "touring", "agency", "covert", "scam"]
ORGANISATIONS = 24
TERMS = ["(Intercept)", "month"]


def truth(seed=3):
    """Plant 24 organisations of 6 to 12 adverts, four of each kind, and ten adverts that no wave sees."""
    random = np.random.default_rng(seed)
    rows, versions, contacts = [], [], []
    for number in range(ORGANISATIONS):
        kind = KINDS[number % 6]
        place = random.uniform(0.05, 0.95)
        size = 6 + number % 7
        for one in range(size):
            advert = f"site/{number:02d}{one:02d}"
            town, region, _, _ = TOWNS[(number + one * (kind == "touring")) % 3]
            rows.append(
                {
                    "advert": advert,
                    "organisation": f"o{number:02d}",
                    "kind": kind,
                    "language": "pl" if number % 4 == 0 else "en",
                    "template": f"t{number:02d}" if one % 2 else "",
                    "town": town,
                    "region": region,
                    "price": 80.0 + number,
                    "age": 21 + number,
                    "posted": pd.Timestamp("2025-01-01") + pd.Timedelta(days=one),
                    "exploitation": float(np.clip(place + random.normal(0, 0.05), 0, 1)),
                }
            )
            versions.append((advert, 0, "2025-01-01", "2025-01-12" if one % 2 else "2025-01-22", town))
            way = list(WAYS)[(number + one) % 3]
            contacts.append((advert, "phone", f"phone-{number:02d}", way))
            if one == 0:
                contacts.append((advert, "email", f"email-{number:02d}", "plain"))
    lost = [row | {"advert": f"site/lost{place}"} for place, row in enumerate(rows[:10])]
    versions += [(row["advert"], 0, "2025-01-11", "2025-01-19", row["town"]) for row in lost]
    adverts = pd.DataFrame([*rows, *lost])
    versions = pd.DataFrame(versions, columns=["advert", "version", "since", "until", "town"])
    for column in ("since", "until"):
        versions[column] = pd.to_datetime(versions[column])
    topics = pd.DataFrame([(f"t{t}", f"w{t}{i}", 0.1) for t in range(3) for i in range(10)], columns=_words)
    shares = pd.DataFrame(
        [(advert, f"t{t}", (0.2, 0.3, 0.5)[t]) for advert in adverts["advert"] for t in range(3)],
        columns=["advert", "topic", "weight"],
    )
    shown = adverts["exploitation"] + random.normal(0, 0.2, len(adverts)) > 0.6
    return {
        "adverts": adverts,
        "versions": versions,
        "contacts": pd.DataFrame(contacts, columns=["advert", "kind", "contact", "hiding"]),
        "topics": topics,
        "advert_topics": shares,
        "indicators": pd.DataFrame({"advert": adverts["advert"], "indicator": "movement", "present": shown}),
        "effects": pd.DataFrame({"term": TERMS, "estimate": [0.4, 0.01]}),
        "shares": pd.DataFrame({"level": ["advert", "network"], "share": [0.4, 0.6]}),
    }


_words = ["topic", "term", "weight"]


def parameters():
    return {"waves": WAVES, "ways": WAYS, "likelihood_ratios": {"movement": 2.0}}


def oracle(planted):
    """Give the tables of a study that found out everything about the adverts it saw."""
    seen = planted["adverts"][~planted["adverts"]["advert"].str.contains("lost")].reset_index(drop=True)
    places = pd.DataFrame(TOWNS, columns=["town", "region", "latitude", "longitude"])
    advert = seen["advert"]
    templates = seen["template"].where(seen["template"] != "", "own/" + advert)
    contacts = planted["contacts"].rename(columns={"hiding": "rule"})
    ties = pd.concat(
        [
            contacts.rename(columns={"contact": "identifier"})[["advert", "identifier", "kind"]],
            pd.DataFrame({"advert": advert, "identifier": templates, "kind": "template"}),
        ]
    ).assign(kept=True)
    ups = planted["versions"].merge(pd.DataFrame({"seen": pd.to_datetime(WAVES)}), how="cross")
    ups = ups[(ups["since"] <= ups["seen"]) & (ups["seen"] < ups["until"])]
    effect = planted["effects"]
    return {
        "adverts": seen[["advert", "town", "region", "posted", "price", "age"]]
        .merge(places, on=["town", "region"])
        .assign(platform="site", text=templates),
        "facts": stated(seen, planted["indicators"]),
        "sightings": ups[["advert", "seen"]].assign(changed=False),
        "contacts": contacts,
        "advert_templates": pd.DataFrame({"advert": advert, "template": templates}),
        "topics": planted["topics"].assign(engine="gensim"),
        "topic_prevalence": planted["advert_topics"],
        "indicators": planted["indicators"][planted["indicators"]["advert"].isin(advert)],
        "indicator_ratios": pd.DataFrame(
            [("movement", True, 2.0, 1.5, 2.7, 100)],
            columns=["indicator", "in_score", "positive_ratio", "lower", "upper", "coded"],
        ),
        "scores": pd.DataFrame(
            {"advert": advert, "score": seen["exploitation"], "lower": seen["exploitation"], "upper": 1.0}
        ),
        "coded_sample": pd.DataFrame(
            {"advert": advert, "coder": "a", "session": 1, "code": (seen["exploitation"] >= 0.5) * 4}
        ),
        "case_outcomes": pd.DataFrame(
            {"advert": advert, "case": seen["organisation"], "exploited": seen["exploitation"] >= 0.5}
        ),
        "links": ties,
        "memberships": pd.DataFrame({"advert": advert, "network": seen["organisation"]}),
        "shortlist": shortlist(seen.rename(columns={"organisation": "network", "exploitation": "score"})),
        "pooled_effects": effect.assign(lower=effect["estimate"] - 0.1, upper=effect["estimate"] + 0.1),
        "variances": planted["shares"].assign(engine="glmm", lower=np.nan, upper=np.nan),
    }


def stated(seen, indicators):
    """Give the facts that say the language of every advert, and touring where movement was planted."""
    moving = indicators.loc[indicators["present"] & indicators["advert"].isin(seen["advert"]), "advert"]
    languages = seen[["advert", "language"]].rename(columns={"language": "value"}).assign(kind="language", rule="clear")
    return pd.concat([languages, pd.DataFrame({"advert": moving, "value": "tour", "kind": "touring", "rule": "tour"})])


def shortlist(scored, capacity=5):
    """Rank networks by the mean score of their adverts and take the first few."""
    means = scored.groupby("network")["score"].mean().sort_values(ascending=False)
    return pd.DataFrame(
        {
            "network": means.index,
            "model_score": means.to_numpy(),
            "rank": np.arange(1, len(means) + 1),
            "shortlisted": np.arange(len(means)) < capacity,
        }
    )


def scrambled(found, seed=5):
    """Deal what the study found out about its adverts to other adverts, so that it says nothing about them."""
    random = np.random.default_rng(seed)
    dealt = {}
    for name in ("contacts", "advert_templates", "scores", "memberships", "indicators"):
        table = found[name]
        dealt[name] = table.assign(advert=random.permutation(table["advert"]))
    scored = dealt["scores"].merge(found["memberships"], on="advert")
    words = found["topics"].assign(term=random.permutation(found["topics"]["term"]))
    return found | dealt | {"topics": words, "shortlist": shortlist(scored)}
