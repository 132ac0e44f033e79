"""Which identifiers tie adverts to one another, and how sure it is that a tie means one organisation.

An identifier is a contact or a template that two or more adverts carry. The chance that it means one common
organisation starts from the study's prior for its kind and is corrected by who else carries it. See
docs/network.md for the reasons; the formulas are those of `own_chance` and `at_home_chance`.
"""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.special import expit, gammaln, logit

logger = logging.getLogger(__name__)

OWN_PARTIES = 1.0
PUBLIC_PARTIES = 20.0
# ASSUME an organisation's next advert under one identifier opens a new, otherwise unconnected set of contacts as
# in a Chinese restaurant process of concentration 1 (a handful of sets, growing with the logarithm of its
# adverts); under a public identifier, of concentration 20 (nearly every user is somebody new)
OWN_CHANGES, PUBLIC_CHANGES = 0.3, 0.75
# ASSUME of the steps from one advert to the next of one mobile organisation three in ten change the region; of
# those of strangers spread over the country, three in four
COPIED = 0.05
# ASSUME one advert in twenty of an organisation is in words that belong to somebody else


def link_adverts(
    adverts: pd.DataFrame,
    contacts: pd.DataFrame,
    advert_templates: pd.DataFrame,
    *,
    probability: dict[str, float],
    hub_cap: int,
    threshold: float,
) -> pd.DataFrame:
    """Tie adverts to the identifiers they share.

    Parameters
    ----------
    adverts, contacts, advert_templates
        Tables of the stage `corpus`.
    probability
        Prior chance that an identifier of each kind is one organisation's own.
    hub_cap
        Adverts above which an identifier ties nobody (chance 0).
    threshold
        Chance from which a tie is kept.

    Returns
    -------
    DataFrame
        As in `tables.network.LINKS`. `own` is the doubt about the identifier, which all its ties share;
        `probability` adds the doubt about the tie's party, the adverts of the identifier that stand together
        without it.
    """
    ties = two_mode(contacts, advert_templates)
    ties["adverts"] = ties.groupby("identifier")["advert"].transform("size")
    hub = ties["adverts"] > hub_cap
    shared = ties[(ties["adverts"] > 1) & ~hub]

    of_contact = shared["kind"] != "template"
    # what an advert carries beside the identifier in question; a text seen once says nothing
    beside = ties[~hub & ((ties["kind"] != "template") | (ties["adverts"] > 1))]
    by_contact = parties(shared[of_contact], beside)
    by_contact["own"] = own_chance(by_contact, probability, two_places_ratio(by_contact, adverts))
    trusted = by_contact[by_contact["own"] >= threshold]

    by_template = parties_by_component(shared[~of_contact], trusted, ties[~hub & (ties["kind"] != "template")])
    by_template["own"] = own_chance(by_template, probability)

    linked = pd.concat([by_contact, by_template], ignore_index=True)
    linked["probability"] = linked["own"]
    template = linked["kind"] == "template"
    linked.loc[template, "probability"] = linked.loc[template, "own"] * at_home_chance(linked[template])
    lost = ties[(ties["adverts"] > 1) & hub].assign(own=0.0, party="", probability=0.0)
    linked = pd.concat([linked, lost], ignore_index=True)
    linked["kept"] = (linked["probability"] >= threshold) & (linked["adverts"] <= hub_cap)
    logger.info(
        "%d identifiers shared, %d of them hubs; %d of %d ties kept",
        linked["identifier"].nunique(),
        lost["identifier"].nunique(),
        linked["kept"].sum(),
        len(linked),
    )
    return linked[["advert", "identifier", "kind", "adverts", "own", "party", "probability", "kept"]]


def two_mode(contacts: pd.DataFrame, advert_templates: pd.DataFrame) -> pd.DataFrame:
    """List who carries what: advert, identifier, kind; contacts and templates together."""
    held = contacts[["advert", "contact", "kind"]].rename(columns={"contact": "identifier"})
    written = advert_templates.rename(columns={"template": "identifier"}).assign(kind="template")
    ties = pd.concat([held, written[["advert", "identifier", "kind"]]], ignore_index=True)
    return ties.drop_duplicates(["advert", "identifier"])


def parties(shared: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Find, for every identifier, which of its adverts stand together without it.

    Two adverts of an identifier stand together if a chain of its adverts connects them, each sharing with the
    next something other than the identifier itself.

    Parameters
    ----------
    shared
        Ties to judge: advert, identifier and whatever else.
    beside
        What adverts carry: advert, identifier.

    Returns
    -------
    DataFrame
        `shared` with `party` (named by its first advert) and `informed`: whether the advert carries a contact
        beside the identifier. One that does not is a party of its own and says nothing: one network has many
        texts, so another text is no sign of another network, while the same text joins two parties.
    """
    around = shared[["advert", "identifier"]].merge(
        beside[["advert", "identifier", "kind"]].rename(columns={"identifier": "other", "kind": "other_kind"}),
        on="advert",
    )
    around = around[around["identifier"] != around["other"]]
    node = pd.MultiIndex.from_frame(shared[["identifier", "advert"]])
    rows = node.get_indexer(pd.MultiIndex.from_frame(around[["identifier", "advert"]]))
    columns = pd.factorize(pd.MultiIndex.from_frame(around[["identifier", "other"]]))[0]
    nodes = len(node) + (columns.max() + 1 if len(columns) else 0)
    graph = coo_array((np.ones(len(rows), dtype=np.int8), (rows, len(node) + columns)), shape=(nodes, nodes))
    label = connected_components(graph, directed=False)[1][: len(node)]
    informed = np.isin(np.arange(len(node)), rows[around["other_kind"] != "template"])
    return _named(shared.assign(label=label, informed=informed))


def parties_by_component(shared: pd.DataFrame, trusted: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Find, for every template, which of its adverts belong together by the contacts of the whole market.

    Parameters
    ----------
    shared
        Ties to templates: advert, identifier (the template).
    trusted
        Ties to contacts that are in use.
    held
        All ties to contacts that are no hubs, so that a contact seen once also tells an advert from others.

    Returns
    -------
    DataFrame
        `shared` with `party` and `informed` as in `parties`, and how far the party is at home in the template:
        `inside` (its adverts in this template), `written` (its adverts in any shared template).
    """
    advert, adverts = pd.factorize(pd.concat([held["advert"], shared["advert"]]), sort=True)
    place = pd.Series(np.arange(len(adverts)), index=adverts)
    contact, contacts = pd.factorize(trusted["identifier"], sort=True)
    nodes = len(adverts) + len(contacts)
    rows = place.loc[trusted["advert"]].to_numpy()
    graph = coo_array((np.ones(len(rows), dtype=np.int8), (rows, len(adverts) + contact)), shape=(nodes, nodes))
    component = pd.Series(connected_components(graph, directed=False)[1][: len(adverts)], index=adverts)
    label = component.loc[shared["advert"]].to_numpy()
    whole = component.value_counts()
    label = companions(shared["identifier"].to_numpy(), label)
    found = _named(shared.assign(label=label, informed=shared["advert"].isin(held["advert"]).to_numpy()))
    found["inside"] = found.groupby(["identifier", "label"])["advert"].transform("size")
    of_party = pd.DataFrame({"component": component.loc[found["advert"]].to_numpy(), "label": label}).drop_duplicates()
    size = of_party["component"].map(whole).groupby(of_party["label"]).sum()
    found["written"] = found["label"].map(size)
    return found


def companions(template: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Put parties together that write from the same several templates.

    One template in common may be copied; two parties are companions if they have two or more in common and each
    writes at least half of its adverts in those. So a network that changes its telephone every month is not
    mistaken for strangers who all copy, and two large agencies that both borrowed twice stay apart.

    Parameters
    ----------
    template, label
        Template and party of every advert.

    Returns
    -------
    ndarray
        The label of the companions each advert belongs to.
    """
    written = pd.DataFrame({"template": template, "party": label}).groupby(["template", "party"]).size()
    written = written.rename("inside").reset_index()
    total = written.groupby("party")["inside"].sum()
    both = written.merge(written, on="template", suffixes=("", "_other"))
    both = both[both["party"] != both["party_other"]]
    common = both.groupby(["party", "party_other"]).agg(templates=("template", "size"), inside=("inside", "sum"))
    common = common[common["templates"] >= 2].reset_index()
    at_home = common["inside"] >= 0.5 * common["party"].map(total)
    pair = common.loc[at_home, ["party", "party_other"]]
    mutual = pair.merge(pair.set_axis(["party_other", "party"], axis=1))
    count = int(label.max()) + 1 if len(label) else 0
    graph = coo_array((np.ones(len(mutual), dtype=np.int8), (mutual["party"], mutual["party_other"])), (count, count))
    return connected_components(graph, directed=False)[1][label]


def two_places_ratio(ties: pd.DataFrame, adverts: pd.DataFrame) -> pd.Series:
    """Say how far a contact is used in several regions by turns, as nobody can who works in one at a time.

    Of the steps from one advert of a contact to its next in time, some change the region. The ratio of the
    binomial chances of that number, own over public, lowers the odds; it never raises them, because staying in
    one region is as usual for strangers who share a local receptionist.

    Parameters
    ----------
    ties
        Ties to contacts: advert, identifier.
    adverts
        advert, region, posted; adverts without a region are passed over.

    Returns
    -------
    Series
        By identifier, above 0 and at most 1.
    """
    placed = ties[["advert", "identifier"]].merge(adverts[["advert", "region", "posted"]], on="advert")
    placed = placed.dropna(subset=["region"]).sort_values(["identifier", "posted", "region"], kind="stable")
    last = placed.groupby("identifier")["region"].shift()
    step = last.notna()
    changes = (step & (last != placed["region"])).groupby(placed["identifier"]).sum()
    stays = step.groupby(placed["identifier"]).sum() - changes
    log_ratio = changes * np.log(OWN_CHANGES / PUBLIC_CHANGES)
    log_ratio += stays * np.log((1 - OWN_CHANGES) / (1 - PUBLIC_CHANGES))
    return np.exp(log_ratio.clip(upper=0))


def own_chance(ties: pd.DataFrame, probability: dict[str, float], ratio: pd.Series | None = None) -> np.ndarray:
    """Give the chance that each tie's identifier is one organisation's own rather than a public one.

    With n informed adverts in k parties, Ewens' sampling formula (1972, "The sampling theory of selectively
    neutral alleles") gives the chance of k under concentration t as proportional to t^k G(t) / G(t + n), G the
    gamma function; the ratio for own and public, free of all other terms, multiplies the prior odds. An
    identifier whose adverts all stand together gains, one whose every advert is somebody else loses: a
    receptionist's number that serves many, boilerplate that everybody copies. `ratio` is further evidence
    on the odds, by identifier.
    """
    informed = ties[ties["informed"]]
    n = informed.groupby("identifier").size().reindex(ties["identifier"], fill_value=0).to_numpy()
    k = informed.groupby("identifier")["party"].nunique().reindex(ties["identifier"], fill_value=0).to_numpy()
    own, public = OWN_PARTIES, PUBLIC_PARTIES
    log_ratio = k * np.log(own / public) + gammaln(own) - gammaln(own + n) - gammaln(public) + gammaln(public + n)
    prior = ties["kind"].map(probability).to_numpy(dtype="float64")
    if ratio is not None:
        log_ratio = log_ratio + np.log(ratio.reindex(ties["identifier"]).fillna(1.0).to_numpy())
    return expit(logit(prior) + log_ratio)


def at_home_chance(ties: pd.DataFrame) -> np.ndarray:
    """Give the chance that a party has a template because it belongs to its owner, not because it borrowed it.

    The owner is the party with most adverts in the template, which writes the share f of its adverts in it. A
    party of the same organisation has s of its w written adverts in it with binomial chance f, one that copies
    with chance `COPIED`; the odds are the ratio of the two. The owner itself does not borrow.
    """
    order = ties.sort_values(["identifier", "inside", "party"], ascending=[True, False, True], kind="stable")
    owner = order.drop_duplicates("identifier").set_index("identifier")
    # one advert more and half of it in the template: a share of 1 would forbid what has merely not been seen
    share = (owner["inside"] + 0.5) / (owner["written"] + 1)
    f = share.reindex(ties["identifier"]).to_numpy(dtype="float64")
    s, w = ties["inside"].to_numpy(dtype="float64"), ties["written"].to_numpy(dtype="float64")
    log_ratio = s * np.log(f / COPIED) + (w - s) * np.log((1 - f) / (1 - COPIED))
    is_owner = ties["party"].to_numpy() == owner["party"].reindex(ties["identifier"]).to_numpy()
    return np.where(is_owner, 1.0, expit(log_ratio))


def _named(ties: pd.DataFrame) -> pd.DataFrame:
    first = ties.groupby(["identifier", "label"])["advert"].transform("min")
    return ties.assign(party=first.astype("str"))
