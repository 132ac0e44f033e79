"""Who has which contacts, for how long, and which advert carries them."""

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from dots.market import adverts, allotment, contacts, organisations

SEED = 7
TALKATIVE = {"missing_contact": 0.0, "receptionist_share": 0.0}


class Carried:
    """A planned market, who has which contacts, and what its adverts carry (one row an advert)."""

    def __init__(self, settings, towns, ranges, seed=SEED):
        self.plan = organisations.plan_organisations(settings, towns, seed)
        self.allotment = contacts.allot(self.plan, ranges)
        frames = []
        for block in range(self.plan.blocks):
            frame, _, _ = adverts.plan_adverts(self.plan, block, towns)
            frames.append(frame.assign(contacts=contacts.carry(frame, self.allotment, self.plan, block), block=block))
        self.frame = pd.concat(frames, ignore_index=True)

    def pairs(self):
        """Give one row for each contact of each advert."""
        long = self.frame.explode("contacts").dropna(subset="contacts")
        return long.assign(kind_of=long["contacts"].str[0], value=long["contacts"].str[1])

    def of(self, name):
        """Give an array of the allotment for each advert's organisation."""
        values = pd.Series(getattr(self.allotment, name), self.plan.organisations["organisation"])
        return self.frame["organisation"].map(values).to_numpy()


@pytest.fixture(scope="module")
def carried(settings, towns, ranges):
    def carried(seed=SEED, ranges=ranges, **changes):
        return Carried({**settings, "adverts": 6000, "organisations": 450, **changes}, towns, ranges, seed)

    return carried


@pytest.fixture(scope="module")
def usual(carried):
    return carried(receptionist_share=0.1, receptionist_size=6)


@pytest.fixture(scope="module")
def drama(ranges):
    listed = [part for part in ranges if part["area"] != "Premium rate"]
    return {f"44{number}" for part in listed for number in range(int(part["first"]), int(part["last"]) + 1)}


def some_range(numbers, area="Mobile"):
    return [{"area": area, "first": "07700900000", "last": f"07700900{numbers - 1:03d}"}]


def test_contacts_come_from_the_drama_ranges_and_the_example_domains(usual, drama):
    found = usual.pairs()
    assert set(found.loc[found["kind_of"] == "phone", "value"]) <= drama
    addresses = found.loc[found["kind_of"] == "email", "value"]
    assert set(addresses.str.split("@").str[1]) == set(contacts.DOMAINS)
    assert addresses.str.fullmatch(r"[a-z]+_\d+@example\.(com|org|net)").all()
    assert found.loc[found["kind_of"] == "handle", "value"].str.fullmatch(r"@[a-z]+_\d+").all()


def test_premium_rate_is_never_used_and_a_number_listed_twice_is_one_number(carried):
    twice = [*some_range(600), *some_range(500, "Northern Ireland (older published list)"), *some_range(9, "Elsewhere")]
    premium = [{"area": "Premium rate", "first": "09098790000", "last": "09098790999"}]
    numbers = carried(ranges=[*twice, *premium], adverts=900, organisations=90).allotment.numbers
    assert len(numbers) == len(set(numbers)) == 600
    with pytest.raises(ValueError, match="drama_ranges"):
        carried(ranges=premium)


def test_nobody_shares_a_contact_but_through_the_receptionists(usual):
    allotted = usual.allotment
    runs = [range(first, first + count) for first, count in zip(allotted.first, allotted.phones, strict=True)]
    hubs = set(allotted.receptionist[allotted.receptionist >= 0].tolist())
    places = [place for run in runs for place in run]
    assert len(places) == len(set(places))
    assert not hubs & set(places)
    assert 0 <= min(places) <= max(places) < len(allotted.numbers)
    owners = usual.pairs().groupby("contacts")["organisation"].nunique()
    shared = owners[owners > 1]
    assert {value for _, value in shared.index} == {allotted.numbers[place] for place in hubs}


@pytest.mark.parametrize(("share", "size"), [(0.1, 6), (0.3, 15), (0.03, 3), (1.0, 2)])
def test_receptionists_serve_groups_of_strangers_of_the_size_asked_for(carried, share, size):
    market = carried(receptionist_share=share, receptionist_size=size, adverts=3000)
    kinds = market.plan.organisations["kind"].to_numpy()
    groups = market.allotment.receptionist
    alone = np.isin(kinds, ["independent", "duo"])
    assert set(Counter(groups[groups >= 0].tolist()).values()) == {size}
    assert set(kinds[groups >= 0]) <= {"independent", "duo"}
    assert abs((groups >= 0).sum() - share * alone.sum()) <= size / 2 + 1


def test_no_receptionist_if_nobody_shares_and_one_even_in_a_small_market(carried):
    assert (carried(receptionist_share=0.0).allotment.receptionist < 0).all()
    small = carried(receptionist_share=0.01, receptionist_size=5, adverts=400, organisations=45).allotment
    assert (small.receptionist >= 0).sum() == 5


def test_a_receptionists_number_is_used_in_its_share_of_adverts_beside_the_own_one(carried):
    market = carried(
        receptionist_share=1.0, receptionist_size=4, missing_contact=0.0, cross_posting=0.0, social_share=0
    )
    hub = market.of("receptionist")
    rows = market.frame[hub >= 0]
    numbers = [("phone", market.allotment.numbers[place]) for place in hub[hub >= 0]]
    used = np.array([number in found for number, found in zip(numbers, rows["contacts"], strict=True)])
    assert abs(used.mean() - contacts.RECEPTIONIST) < 4 * np.sqrt(0.24 / len(used))
    own = rows.loc[~used, "contacts"]
    assert len(own) > 100 and own.map(len).min() >= 1


@pytest.mark.parametrize("share", [0.0, 0.06, 0.2])
def test_missing_share_is_the_share_of_adverts_without_contact(carried, share):
    rows = carried(missing_contact=share).frame
    none = (rows["contacts"].map(len) == 0).to_numpy()
    # twins repeat one another, so fewer adverts than there are decide
    assert abs(none.mean() - share) <= 4 * np.sqrt(share * (1 - share) / (rows["twin"] < 0).sum())
    assert rows["contacts"].map(len).max() <= contacts.MOST_CARRIED
    assert all(len(set(found)) == len(found) for found in rows["contacts"])


def lines(market, kinds):
    """Give the adverts of organisations that use one number at a time, and of cells that do."""
    phones, used = market.of("phones"), market.of("lines")
    rows = market.frame[
        (phones > 0) & market.frame["kind"].isin(kinds) & ((used == 1) | (market.frame["kind"] == "covert"))
    ]
    cell = rows["person"].to_numpy() % pd.Series(used)[rows.index].to_numpy()
    return rows.assign(cell=cell)


def test_a_number_lives_in_one_period_and_overlaps_its_replacement_for_days_only(carried):
    market = carried(number_life=60, **TALKATIVE)
    seen = 0
    for _, rows in lines(market, ["independent", "duo", "scam", "covert"]).groupby(["organisation", "cell"]):
        days = defaultdict(list)
        for day, found in zip(rows["day"], rows["contacts"], strict=True):
            for contact in found:
                if contact[0] == "phone":
                    days[contact].append(day)
        periods = [(min(used), max(used)) for used in days.values()]
        for (begins, ends), (other_begins, other_ends) in combinations(periods, 2):
            seen += 1
            assert min(ends, other_ends) - max(begins, other_begins) < contacts.OVERLAP
    assert seen > 200


def test_numbers_live_shorter_the_shorter_their_life_is_set(carried):
    def mean_life(life):
        market = carried(number_life=life, **TALKATIVE)
        chosen = np.isin(market.plan.organisations["kind"], ["covert", "scam", "agency"])
        span = (market.plan.organisations["left"] - market.plan.organisations["arrived"]).to_numpy()
        allotted = market.allotment
        return (span * allotted.lines)[chosen].sum() / allotted.phones[chosen].sum()

    lives = [mean_life(life) for life in (75, 240, 720)]
    assert lives[0] < 0.6 * lives[1] < 0.6 * lives[2]
    assert lives[0] < 150


def test_an_agency_keeps_its_receptionists_number_longer_and_uses_it_most(carried):
    market = carried(number_life=75, social_share=0, cross_posting=0.0, **TALKATIVE)
    firsts, others, uses = [], [], []
    agencies = market.plan.organisations.query("kind == 'agency'")
    for block in range(market.plan.blocks):
        owners = contacts._owners(market.allotment, market.plan, block, 14)
        for owner in (owners[name] for name in agencies["organisation"] if name in owners):
            if len(owner.lines) > 1:
                firsts.append(len(owner.lines[0].contacts))
                others += [len(line.contacts) for line in owner.lines[1:]]
                main = set(owner.lines[0].contacts)
                rows = market.frame[market.frame["organisation"].isin(agencies["organisation"])]
                uses += [bool(main & set(found)) for found in rows["contacts"] if set(found) & set(owner.periods)]
    assert np.mean(firsts) < 0.8 * np.mean(others)
    assert np.mean(uses) > contacts.MAIN


def test_each_cell_of_a_covert_network_has_numbers_of_its_own(carried):
    market = carried(number_life=240, **TALKATIVE)
    rows = lines(market, ["covert"])
    cells = rows.groupby("organisation")["cell"].nunique()
    assert (cells > 1).sum() > 20
    users = defaultdict(set)
    for organisation, cell, found in rows[["organisation", "cell", "contacts"]].itertuples(index=False):
        for contact in found:
            if contact[0] == "phone":
                users[contact].add((organisation, cell))
    assert all(len(used) == 1 for used in users.values())


def components(rows):
    """Give the share of adverts in the largest group that contacts hold together."""
    codes, known = pd.factorize(pd.Series([contact for found in rows for contact in found]))
    adverts_of = np.repeat(np.arange(len(rows)), [len(found) for found in rows])
    size = len(rows) + len(known)
    graph = coo_array((np.ones(len(codes)), (adverts_of, len(rows) + codes)), (size, size))
    _, group = connected_components(graph, directed=False)
    return np.bincount(group[: len(rows)]).max() / len(rows)


def test_a_covert_network_holds_together_by_bridges_and_handovers_alone(carried):
    market = carried(number_life=120, **TALKATIVE)
    rows = market.frame[market.frame["kind"] == "covert"].groupby("organisation")["contacts"].apply(list)
    rows = rows[rows.map(len) >= 20]
    joined = np.mean([components(found) for found in rows])
    phones_alone = np.mean([components([[c for c in one if c[0] == "phone"] for one in found]) for found in rows])
    one_each = np.mean([components([[one[0]] for one in found]) for found in rows])
    assert len(rows) > 20
    assert joined > 0.65
    assert one_each < phones_alone < joined - 0.2  # a hand-over helps, a bridge more


def test_bridges_and_handovers_come_at_their_rates(carried):
    market = carried(number_life=60, social_share=0, cross_posting=0.0, **TALKATIVE)
    covert = market.frame[(market.frame["kind"] == "covert") & (market.of("phones") > 0)]["contacts"]
    bridged = covert.map(lambda found: any(kind != "phone" for kind, _ in found))
    assert abs(bridged.mean() - contacts.BRIDGE) < 4 * np.sqrt(contacts.BRIDGE * (1 - contacts.BRIDGE) / len(covert))
    handed = []
    overlap = 14
    for block in range(market.plan.blocks):
        owners = contacts._owners(market.allotment, market.plan, block, overlap)
        rows = market.frame[(market.frame["block"] == block) & (market.frame["kind"] == "covert")]
        for one in rows.itertuples():
            owner = owners[one.organisation]
            line = owner.lines[one.person % len(owner.lines)]
            if any(begin <= one.day < begin + overlap for begin in line.begins[1:]):
                handed.append(sum(contact in line.contacts for contact in one.contacts) == 2)
    assert len(handed) > 200
    assert abs(np.mean(handed) - contacts.HANDOVER) < 4 * np.sqrt(0.21 / len(handed))


def test_cross_posts_mostly_keep_the_contacts_and_posts_often_repeat_them(carried):
    market = carried(cross_posting=0.35)
    frame = market.frame
    same, of_one_mind = [], []
    for _, rows in frame.groupby("block"):
        found, twins = rows["contacts"].tolist(), rows["twin"].tolist()
        same += [found[place] == found[twin] for place, twin in enumerate(twins) if twin >= 0]
    assert contacts.TWINNED - 0.03 < np.mean(same) < 1
    alone = frame[frame["twin"] < 0]
    before = alone.groupby("organisation")["contacts"].shift()
    for platform in ("social", "noticeboard"):
        there = (alone["platform"] == platform) & before.notna()
        of_one_mind.append(
            np.mean([one == other for one, other in zip(alone["contacts"][there], before[there], strict=True)])
        )
    assert of_one_mind[0] > of_one_mind[1] + 0.1


def test_numbers_shrink_before_anybody_goes_without_a_telephone(carried):
    plenty = carried(receptionist_share=0.0)
    wanted = int(plenty.allotment.wanted.sum())
    assert (plenty.allotment.phones == plenty.allotment.wanted).all()
    assert plenty.allotment.stated()["fewer_numbers"] == plenty.allotment.without_phone == 0
    short = carried(receptionist_share=0.0, ranges=some_range(600)).allotment
    assert wanted > 600
    assert short.phones.min() == 1 and short.without_phone == 0
    assert short.stated()["fewer_numbers"] == (short.phones < short.wanted).sum() > 0
    most = short.phones.max()
    assert (short.phones >= np.minimum(short.wanted, most - 1)).all()  # the largest give first
    assert short.phones.sum() == 600


def test_organisations_without_a_telephone_use_names_and_are_counted(carried):
    market = carried(ranges=some_range(100), receptionist_share=0.05, receptionist_size=5, missing_contact=0.0)
    allotted = market.allotment
    assert set(allotted.phones.tolist()) == {0, 1}
    shared = len(set(allotted.receptionist.tolist()) - {-1})
    assert allotted.phones.sum() == 100 - shared
    without = (market.of("phones") == 0) & (market.of("receptionist") < 0)
    rows = market.frame[without]
    assert rows["organisation"].nunique() == allotted.without_phone == allotted.stated()["without_phone"] > 250
    assert rows["contacts"].map(len).min() == 1
    assert {kind for found in rows["contacts"] for kind, _ in found} == {"email", "handle"}
    # names take the place of numbers, so they are replaced too
    covert = market.plan.organisations.assign(wanted=allotted.wanted, phones=allotted.phones)
    covert = covert.query("kind == 'covert' and phones == 0 and wanted > 3")["organisation"]
    used = market.pairs().query("organisation in @covert").groupby("organisation")["value"].nunique()
    assert len(covert) > 10 and used.median() > 3


def test_who_goes_without_a_telephone_does_not_depend_on_the_kind(carried):
    market = carried(ranges=some_range(400), adverts=9000, organisations=1200, receptionist_share=0.0)
    kinds = market.plan.organisations["kind"]
    shares = (market.allotment.phones > 0).astype(float)
    for kind in ("independent", "covert", "touring"):
        there = shares[(kinds == kind).to_numpy()]
        assert abs(there.mean() - 1 / 3) < 4 * np.sqrt(2 / 9 / len(there))


def test_mobiles_come_first_and_landlines_are_for_agencies(carried):
    market = carried(adverts=1200, organisations=100)
    numbers, kinds = market.allotment.numbers, market.plan.organisations["kind"]
    mobile = np.array([numbers[place].startswith("447700900") for place in market.allotment.first])
    assert mobile[(kinds != "agency").to_numpy()].all()
    assert set(mobile[(kinds == "agency").to_numpy()]) == {True, False}


def test_names_are_unlimited_and_no_two_alike(settings, towns):
    """As many as a market of 100,000 organisations uses when the numbers have run out."""
    plan = organisations.plan_organisations({**settings, "adverts": 300_000, "organisations": 100_000}, towns, SEED)
    allotted = contacts.allot(plan, some_range(50))
    each = allotted.emails + allotted.handles + np.where(allotted.phones == 0, allotted.wanted, 0)
    assert (np.diff(allotted.names) == each[:-1]).all()
    names = [allotment.name(allotted, number) for number in range(each.sum())]
    assert len(names) > 100_000
    assert len(set(names)) == len(names)
    assert allotted.without_phone > 95_000


def test_the_same_seed_gives_the_same_contacts_and_another_gives_others(carried):
    one, same, other = carried(adverts=2000), carried(adverts=2000), carried(adverts=2000, seed=SEED + 1)
    assert one.frame["contacts"].tolist() == same.frame["contacts"].tolist()
    assert one.frame["contacts"].tolist() != other.frame["contacts"].tolist()


def test_blocks_are_independent_of_one_another_and_of_their_order(usual, towns):
    assert usual.plan.blocks > 1
    for block in reversed(range(usual.plan.blocks)):
        frame, _, _ = adverts.plan_adverts(usual.plan, block, towns)
        again = contacts.carry(frame, usual.allotment, usual.plan, block)
        assert again == usual.frame.loc[usual.frame["block"] == block, "contacts"].tolist()


def test_the_first_block_has_a_stream_of_its_own(usual):
    """NumPy gives seeds [a, b] and [a, b, 0] the same stream; the plan and block 0 must not share one."""
    modules = [[usual.plan.seed, allotment.MODULE, part] for part in (allotment.WHO, allotment.LIVES, allotment.WHICH)]
    first = [np.random.default_rng(seeds).random() for seeds in (modules[0], [*modules[1], 0], [*modules[2], 0])]
    assert len(set(first)) == 3
