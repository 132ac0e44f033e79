"""Adverts are planned when, where, by whom and on which platform they should be; their numbers give nothing away."""

import json

import numpy as np
import pandas as pd
import pytest
from planned import planned
from scipy.stats import chisquare, spearmanr

from dots.market import adverts, movement, platforms
from dots.market.draws import Draws
from dots.market.organisations import MONTH_SLOPE, RESIDUAL_SD, SOCIAL, plan_organisations

MANY = {"adverts": 40_000, "organisations": 3_000}
CALM = {"shocks": []}


@pytest.fixture(scope="module")
def large(settings, towns):
    return planned(settings, towns, **MANY, **CALM)


@pytest.fixture(scope="module")
def owners(large):
    return large.plan.organisations.set_index("organisation").loc[large.frame["organisation"]].reset_index()


def test_every_organisation_has_its_adverts_while_it_is_there(large, owners):
    counts = large.frame["organisation"].value_counts()
    planned_sizes = large.plan.organisations.set_index("organisation")["adverts"]
    assert (counts[planned_sizes.index] == planned_sizes).all()
    assert large.frame["day"].between(owners["arrived"], owners["left"] - 1).all()


def test_days_dates_and_months_agree(large, settings):
    frame = large.frame
    assert ((frame["posted"] - large.plan.first_day).dt.days == frame["day"]).all()
    first = pd.Timestamp(f"{settings['first_month']}-01")
    months = (frame["posted"].dt.year - first.year) * 12 + frame["posted"].dt.month - first.month
    assert (months == frame["month"]).all()


@pytest.mark.parametrize("social", [0.1, 0.25, 0.8])
def test_platforms_have_their_shares_however_much_is_cross_posted(settings, towns, social):
    frame = planned(settings, towns, **(MANY | CALM), social_share=social, cross_posting=0.35).frame
    expected = pd.Series(platforms.shares(social), index=list(platforms.PLATFORMS)) * len(frame)
    assert chisquare(frame["platform"].value_counts()[expected.index], expected).pvalue > 0.01


@pytest.mark.parametrize("social", [0, 1])
def test_a_market_may_be_all_classified_or_all_social(settings, towns, social):
    frame = planned(settings, towns, **CALM, social_share=social).frame
    assert set(frame["platform"]) == ({"social"} if social else {"noticeboard", "citylist"})
    if social:
        assert (frame["twin"] < 0).all()  # there is no other platform


@pytest.mark.parametrize("cross_posting", [0.0, 0.25, 0.6, 1.0])
@pytest.mark.parametrize(
    "share", [(0.45, 0.3, 0.25), (0.12, 0.08, 0.8), (0.6, 0.4, 0), (1 / 3, 1 / 3, 1 / 3), (0, 0, 1)]
)
def test_an_advert_is_on_each_platform_with_its_share_if_the_one_before_is(share, cross_posting):
    share = np.array(share, float)
    found = platforms.sharing(share, cross_posting)
    fresh, onward = np.diff(found.fresh, prepend=0), np.diff(found.onward, prepend=0, axis=1)
    repeats = np.array(found.repeats)
    assert np.allclose(np.diff(found.first, prepend=0), share)
    assert ((repeats >= 0) & (repeats <= 1 + 1e-12)).all()
    assert np.allclose((share * repeats) @ onward + (share @ (1 - repeats)) * fresh, share)
    assert np.allclose(np.diag(onward)[(share > 0) & (repeats > 0)], 0)
    assert share @ repeats == pytest.approx(min(cross_posting, 2 * (1 - share.max())))


def test_a_cross_post_repeats_person_and_town_on_another_platform_within_days(large, settings):
    frame = large.frame
    twins = frame[frame["twin"] >= 0]
    source = frame.iloc[twins["twin"]]
    for name in ("organisation", "person", "town", "language"):
        assert (twins[name].to_numpy() == source[name].to_numpy()).all(), name
    assert (twins["platform"].to_numpy() != source["platform"].to_numpy()).all()
    later = pd.Series(twins["day"].to_numpy() - source["day"].to_numpy())
    assert set(later) == {0, 1, 2, 3}
    able = len(frame) - frame["organisation"].nunique()
    assert len(twins) / able == pytest.approx(settings["cross_posting"], abs=0.01)


def test_workers_take_turns(large):
    fresh = large.frame[large.frame["twin"] < 0]
    per_person = fresh.groupby(["organisation", "person"]).size()
    spread = per_person.groupby("organisation").agg(["min", "max", "size"])
    workers = large.plan.organisations.set_index("organisation").loc[spread.index]["workers"]
    assert (spread["max"] - spread["min"]).max() <= 1
    assert (spread["size"] == np.minimum(workers, fresh["organisation"].value_counts()[spread.index])).all()


def test_month_platform_and_region_effects_come_back_from_a_regression(large, owners):
    frame = large.frame
    own = frame["latent"] - owners["exploitation"]
    regions = list(large.plan.regions)
    columns = [frame["month"] - (large.plan.settings["months"] - 1) / 2, frame["platform"] == "social"]
    design = np.column_stack([*columns, *(frame["region"] == name for name in regions)]).astype(float)
    found, *_ = np.linalg.lstsq(design, own, rcond=None)
    errors = RESIDUAL_SD * np.sqrt(np.diag(np.linalg.inv(design.T @ design)))
    planted = np.array([MONTH_SLOPE, SOCIAL, *large.plan.regions.values()])
    assert np.abs((found - planted) / errors).max() < 3.5
    assert np.std(own - design @ found) == pytest.approx(RESIDUAL_SD, rel=0.02)
    assert np.allclose(frame["exploitation"], 1 / (1 + np.exp(-frame["latent"])))


def test_the_language_of_an_advert_has_no_effect_on_exploitation(large, owners):
    frame = large.frame.assign(minority=large.frame["language"] != "en", isolated=owners["isolated"])
    means = frame.groupby(["kind", "isolated", "mobile", "organisation", "minority"])["latent"].mean().reset_index()
    own = means["latent"] - means.groupby(["kind", "isolated", "mobile"])["latent"].transform("mean")
    there, elsewhere = own[means["minority"]], own[~means["minority"]]
    error = np.sqrt(there.var() / len(there) + elsewhere.var() / len(elsewhere))
    assert abs(there.mean() - elsewhere.mean()) < 3.5 * error


def test_the_market_of_a_town_grows_with_its_population(large, towns):
    settled = large.frame[~large.frame["mobile"]]
    weight = 1 / settled.groupby("organisation")["day"].transform("size")  # every organisation counts once
    settled = weight.groupby(settled["town"]).sum().reindex(towns["town"])
    slope, _ = np.polyfit(np.log(towns["population"]), np.log(settled), 1, w=np.sqrt(settled))
    assert slope == pytest.approx(movement.TOWN_POWER, abs=0.06)


def test_who_stays_is_found_at_home_or_near_it(large, owners):
    stay = ~large.frame["mobile"]
    assert (large.frame["region"] == owners["home_region"])[stay].all()
    assert (large.frame["town"] == owners["home_town"])[stay].mean() > movement.HOME


def test_moves_follow_gravity(towns):
    land, draws, chances = movement.geography(towns), Draws(1), movement.trips(towns)
    for name in ("Leeds", "Plymouth"):
        start = towns.index[towns["town"] == name][0]
        found = [movement.onward(land, (), start, draws) for _ in range(20_000)]
        counts = np.bincount(found, minlength=len(towns))
        assert counts[start] == 0
        other = np.arange(len(towns)) != start
        assert chisquare(counts[other], chances[start][other] * 20_000).pvalue > 0.001


def test_of_two_towns_of_a_size_the_nearer_is_visited_more(towns):
    chance = pd.DataFrame(movement.trips(towns), index=towns["town"], columns=towns["town"])
    weight = pd.Series(movement.town_weights(towns), index=towns["town"])
    pull = chance.div(weight, axis=1)
    assert pull.loc["Leeds", "Bradford"] > pull.loc["Leeds", "Nottingham"] > pull.loc["Leeds", "Plymouth"]
    assert np.allclose(chance.sum(axis=1), 1)
    # Bradford and Leeds are 13 km apart, Leeds and Plymouth some 400: about 2.6 halvings
    assert 4 < pull.loc["Leeds", "Bradford"] / pull.loc["Leeds", "Plymouth"] < 8


def test_covert_networks_leave_their_region_but_move_less_far_than_by_chance(large, towns):
    row = pd.Series(towns.index, index=towns["town"])
    flat = towns[["latitude", "longitude"]].to_numpy() * [111, 66]  # km, roughly, in the middle of the country
    distance = np.hypot(*(flat[:, None] - flat).T)
    covert = large.frame[(large.frame["kind"] == "covert") & (large.frame["twin"] < 0)]
    before = covert.groupby("organisation")["town"].shift()
    moved = covert["town"][before.notna() & (covert["town"] != before)]
    there, left = row[moved].to_numpy(), row[before[moved.index]].to_numpy()
    went = distance[left, there].mean()
    assert went == pytest.approx((movement.trips(towns) * distance).sum(axis=1)[left].mean(), rel=0.06)
    assert went < 0.8 * (distance @ movement.town_weights(towns))[left].mean()
    assert covert.groupby("organisation")["region"].nunique().mean() > 2


def test_a_tour_visits_its_towns_in_turn_again_and_again(towns):
    land, draws = movement.geography(towns), Draws(2)
    tour = movement.circuit(land, 5, draws)
    places = movement.visit(land, 5, True, tour, 400, draws)
    steps = [town for town, before in zip(places, [None, *places], strict=False) if town != before]
    start = tour.index(steps[0])
    assert len(steps) > 5 * len(tour)
    assert steps == [tour[(start + step) % len(tour)] for step in range(len(steps))]
    assert 1 - len(steps) / len(places) == pytest.approx(movement.TOUR_STAY, abs=0.1)


def test_tours_have_three_to_six_towns_from_home(towns):
    land, draws = movement.geography(towns), Draws(3)
    tours = [movement.circuit(land, home % len(towns), draws) for home in range(400)]
    assert {len(tour) for tour in tours} == {3, 4, 5, 6}
    assert all(len(set(tour)) == len(tour) and tour[0] == home % len(towns) for home, tour in enumerate(tours))


def test_somebody_on_tour_stays_on_the_tour_whatever_the_adverts(settings, towns):
    tourists = {"kinds": dict.fromkeys(settings["kinds"], 0.0) | {"touring": 0.7, "covert": 0.3}, "correlation": 0.3}
    found = planned(settings, towns, adverts=6_000, organisations=60, **tourists)
    named = found.versions.assign(organisation=found.frame["organisation"].to_numpy()[found.versions["row"]])
    seen = named.groupby("organisation")["town"].nunique()
    kind = found.plan.organisations.set_index("organisation")["kind"]
    assert seen[kind == "touring"].max() <= 6
    assert seen[kind == "covert"].max() > 6


def test_numbers_are_unique_over_blocks_and_rise_with_the_day(large):
    frame = large.frame
    assert frame["advert"].is_unique
    number = frame["number"].astype("int64")
    assert number.is_unique
    ordered = frame["day"].to_numpy()[np.argsort(number)]
    assert (np.diff(ordered) >= 0).all()
    assert (frame["advert"] == frame["platform"] + "/" + frame["number"]).all()


def test_numbers_are_digits_of_one_length_on_classifieds_and_plain_on_the_feed(large):
    social = large.frame["platform"] == "social"
    assert large.frame["number"].str.fullmatch(r"\d+").all()
    assert set(large.frame.loc[~social, "number"].str.len()) == {adverts.DIGITS}
    assert not large.frame.loc[social, "number"].str.startswith("0").any()


@pytest.mark.parametrize("count", [300, 2_500, 1 << 20, 1_500_000])
def test_the_scramble_of_numbers_is_one_to_one(settings, towns, count):
    plan = plan_organisations(settings | {"adverts": count, "organisations": 50}, towns, 1)
    index = np.arange(count)
    found = adverts.numbers(plan, np.zeros(count, int), index)
    assert len(np.unique(found)) == count
    assert found.max() < adverts.numbers(plan, np.ones(count, int), index).min()


def test_the_largest_market_fits_its_digits(settings, towns):
    changes = {"adverts": 10_000_000, "organisations": 50, "months": 60}
    plan = plan_organisations(settings | changes, towns, 1)
    assert len(str(adverts.numbers(plan, np.array([plan.days]), np.array([9_999_999]))[0])) < adverts.DIGITS


@pytest.mark.parametrize("seed", [1, 2, 20260101])
def test_neighbouring_numbers_are_not_of_one_organisation(settings, towns, seed):
    plan = plan_organisations(settings, towns, seed)
    index = np.arange(settings["adverts"])
    number = adverts.numbers(plan, np.zeros(len(index), int), index)
    assert abs(spearmanr(index, number)[0]) < 0.08
    room = number.max() - number.min()
    for step in (1, 2, 3):  # two strangers are a third of the room apart on average
        gaps = np.abs(number[step:] - number[:-step]) / room
        assert np.mean(gaps) == pytest.approx(1 / 3, abs=0.04)
        assert np.quantile(gaps, 0.1) == pytest.approx(0.05, abs=0.03)
    runs = np.diff(index[np.argsort(number)])
    assert (np.abs(runs) < 13).mean() < 0.03
    for modulus in (2, 10, 1440):  # the feed shows a minute made of the number
        low = number % modulus
        assert abs(spearmanr(low[1:], low[:-1])[0]) < 0.08


def test_adverts_of_a_block_are_in_order_of_number(settings, towns):
    frame, *_ = adverts.plan_adverts(plan_organisations(settings, towns, 1), 0, towns)
    assert frame["number"].astype("int64").is_monotonic_increasing
    assert frame["day"].is_monotonic_increasing


def test_blocks_come_out_the_same_in_any_order(settings, towns):
    plan = plan_organisations(settings | MANY, towns, 4)
    forwards = {block: adverts.plan_adverts(plan, block, towns) for block in range(3)}
    for block in (2, 0, 1):
        for one, again in zip(forwards[block], adverts.plan_adverts(plan, block, towns), strict=True):
            pd.testing.assert_frame_equal(one, again)
    latent = [frame["latent"].to_numpy()[:100] for frame, *_ in forwards.values()]
    assert not np.isin(latent[0], latent[1]).any()


def test_the_seed_decides_the_adverts(settings, towns):
    one, again, other = (planned(settings, towns, seed=seed) for seed in (1, 1, 2))
    for name in ("frame", "versions", "events"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(again, name))
    assert not one.frame["advert"].isin(other.frame["advert"]).all()


def test_regions_have_one_price_level_in_all_blocks(settings, towns):
    plan = plan_organisations(settings | MANY, towns, 5)
    levels = []
    for block in range(2):
        frame, *_ = adverts.plan_adverts(plan, block, towns)
        frame = adverts.price_adverts(frame, np.zeros(len(frame), bool), plan, block)
        assert frame["price"].isna().mean() == pytest.approx(adverts.NO_PRICE, abs=0.03)
        levels.append(frame.groupby("region")["price"].mean())
    assert np.allclose(levels[0], levels[1], rtol=0.06)
    assert np.std(levels[0]) > 8


def test_atypical_prices_are_outside_the_usual_range_of_the_region(settings, towns):
    plan = plan_organisations(settings | MANY, towns, 5)
    frame, *_ = adverts.plan_adverts(plan, 0, towns)
    odd = np.arange(len(frame)) % 5 == 0
    frame = adverts.price_adverts(frame, odd, plan, 0)
    assert (frame["price_atypical"] == (odd & frame["price"].notna())).all()
    ratio = frame["price"] / frame["region"].map(frame[~odd].groupby("region")["price"].mean())
    assert ratio[~odd].dropna().between(0.75, 1.3).all()
    assert not ratio[odd].dropna().between(0.72, 1.4).any()


def test_what_was_planted_is_stated(large):
    stated = json.loads(json.dumps(adverts.parameters(large.plan)))
    assert stated["month"] == MONTH_SLOPE
    assert stated["language"] == 0
    assert stated["realised_correlation"] == pytest.approx(large.plan.settings["correlation"], abs=1e-6)
    assert sum(stated["platform_shares"].values()) == pytest.approx(1)
    assert stated["realised_variances"]["network"] == pytest.approx(stated["variances"]["network"], rel=0.15)
