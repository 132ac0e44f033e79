"""Adverts come, change and go, and shocks do what they say."""

import numpy as np
import pandas as pd
import pytest
from planned import planned

from dots.market import adverts, life
from dots.market.calendar import month_starts, wave_days
from dots.market.organisations import KINDS, plan_organisations

MANY = {"adverts": 20_000, "organisations": 1_500}
TEMPLATED = [name for name, kind in KINDS.items() if kind.templated]


@pytest.fixture(scope="module")
def calm(settings, towns):
    return planned(settings, towns, **MANY, shocks=[])


@pytest.fixture(scope="module")
def shaken(settings, towns):
    return planned(settings, towns, **MANY)


def test_months_and_waves_of_a_market():
    assert list(month_starts("2024-12", 2).strftime("%Y-%m-%d")) == ["2024-12-01", "2025-01-01", "2025-02-01"]
    waves = wave_days("2025-01", 3, 21)
    assert list((waves - pd.Timestamp("2025-01-01")).days) == [21, 42, 63, 84]
    assert list((wave_days("2025-01", 3, 89) - pd.Timestamp("2025-01-01")).days) == [89]  # the last of ninety days
    with pytest.raises(ValueError, match=r"crawl\.interval: a first wave after 90 days .*at most 89"):
        wave_days("2025-01", 3, 90)


def test_versions_tile_the_life_of_every_advert(shaken):
    frame, versions = shaken.frame, shaken.versions
    by_row = versions.groupby("row")
    assert list(by_row.groups) == list(range(len(frame)))
    assert (versions["since"] < versions["until"]).all()
    assert (by_row["since"].first().to_numpy() == frame["posted"].to_numpy()).all()
    assert (by_row["until"].last().to_numpy() == frame["removed"].to_numpy()).all()
    following = versions["row"].to_numpy()[1:] == versions["row"].to_numpy()[:-1]
    assert (versions["until"].to_numpy()[:-1] == versions["since"].to_numpy()[1:])[following].all()
    assert (versions["version"] == by_row.cumcount()).all()


def test_an_advert_is_posted_once_and_edited_or_moved_at_most_once(shaken):
    counts = pd.crosstab(shaken.versions["row"], shaken.versions["change"])
    assert (counts["posted"] == 1).all()
    assert counts[["edited", "moved"]].max().tolist() == [1, 1]
    assert ((shaken.versions["version"] == 0) == (shaken.versions["change"] == "posted")).all()


def test_only_a_move_changes_the_town_and_only_of_those_who_move(shaken):
    versions, frame = shaken.versions, shaken.frame
    before = versions.groupby("row")["town"].shift().fillna(pd.Series(frame["town"].to_numpy()[versions["row"]]))
    moved = versions["change"] == "moved"
    assert (versions["town"] != before)[moved].all()
    assert (versions["town"] == before)[~moved].all()
    assert frame["mobile"].to_numpy()[versions["row"][moved]].all()
    assert moved.sum() > 500


def test_edits_and_moves_have_their_chances(calm):
    days = (calm.frame["removed"] - calm.frame["posted"]).dt.days
    changed = pd.crosstab(calm.versions["row"], calm.versions["change"])
    long = (days > 3).to_numpy()
    assert changed["edited"][long].mean() == pytest.approx(life.EDITED, abs=0.015)
    assert changed["moved"][long & calm.frame["mobile"].to_numpy()].mean() == pytest.approx(life.MOVED, abs=0.015)


def test_an_advert_that_is_up_one_day_never_changes():
    one = np.ones(2_000, int)
    edit, move = life.changes(one, one + 1, one > 0, np.random.default_rng(1))
    assert (edit == -1).all() and (move == -1).all()
    edit, move = life.changes(one, one + 3, one > 0, np.random.default_rng(1))
    both = (edit >= 0) & (move >= 0)
    assert both.any() and (edit != move)[both].all()
    assert set(edit) == set(move) == {-1, 2, 3}


@pytest.mark.parametrize("mean", [2, 21, 60])
def test_lives_are_exponential_with_the_mean_asked_for(mean):
    day = np.zeros(40_000, int)
    lived = life.stand(day, day + 10**6, 10**6, mean, np.random.default_rng(1))
    assert lived.min() == life.LEAST
    assert lived.mean() == pytest.approx(mean, rel=0.02)
    assert lived.std() == pytest.approx(mean - life.LEAST, rel=0.03, abs=0.01)


def test_no_advert_outlives_the_market_or_its_organisation_by_more_than_the_tail(calm):
    own = calm.plan.organisations.set_index("organisation")["left"]
    removed = (calm.frame["removed"] - calm.plan.first_day).dt.days
    left = calm.frame["organisation"].map(own)
    assert removed.max() == calm.plan.days
    assert (removed <= left + life.TAIL).all()
    assert (removed > left).any()
    assert (removed > calm.frame["day"]).all()


def test_renewals_come_every_fortnight_while_up_and_never_on_the_feed(calm):
    frame = calm.frame
    social = frame["platform"] == "social"
    assert not frame.loc[social, "renewed"].map(len).any()
    listed = frame.loc[~social].explode("renewed").dropna(subset="renewed")
    dates = pd.to_datetime(listed["renewed"])
    assert ((dates - listed["posted"]).dt.days % life.EVERY == 0).all()
    assert ((dates > listed["posted"]) & (dates < listed["removed"])).all()
    due = ((frame["removed"] - frame["posted"]).dt.days[~social] - 1) // life.EVERY
    assert len(listed) / due.sum() == pytest.approx(life.RENEWED, abs=0.01)
    assert all(list(one) == sorted(set(one)) for one in frame["renewed"])


def test_nothing_is_up_on_a_platform_from_the_day_it_closes(settings, towns, calm):
    closure = {"kind": "closure", "platform": "citylist", "month": 10}
    found = planned(settings, towns, **MANY, shocks=[closure])
    day = life.shock_day(found.plan, closure)
    assert day == pd.Timestamp("2025-04-01")
    listed = found.frame[found.frame["platform"] == "citylist"]
    assert listed["posted"].max() < day
    assert listed["removed"].max() == day
    event = found.events.iloc[0]
    assert (event["event"], event["platform"], event["day"]) == ("closure", "citylist", day)
    assert 0 < event["adverts"] <= (listed["removed"] == day).sum()
    # those that would have been posted there go to the others, in proportion, and none is lost
    later, calmly = (one.frame[one.frame["posted"] >= day] for one in (found, calm))
    assert len(found.frame) == len(calm.frame)
    assert len(later) == pytest.approx(len(calmly), rel=0.02)
    assert (later["platform"] == "social").mean() == pytest.approx(0.25 / 0.7, abs=0.02)


def test_moderation_removes_its_share_that_day_and_templated_kinds_twice_as_often(settings, towns, calm):
    shock = {"kind": "moderation", "platform": "noticeboard", "month": 9, "share": 0.3}
    found = planned(settings, towns, **MANY, shocks=[shock])
    day = life.shock_day(found.plan, shock)
    up = (calm.frame["posted"] < day) & (calm.frame["removed"] > day) & (calm.frame["platform"] == "noticeboard")
    hit = found.frame["removed"] < calm.frame["removed"]
    assert not hit[~up].any()
    assert (found.frame["removed"][hit] == day).all()
    assert hit.sum() == found.events["adverts"].sum()
    templated = calm.frame["kind"].isin(TEMPLATED)
    ratio = hit[up & templated].mean() / hit[up & ~templated].mean()
    assert ratio == pytest.approx(life.ODDS, rel=0.25)
    assert hit[up].mean() == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / up.sum()))


@pytest.mark.parametrize("share", [0.0, 0.4, 0.7, 0.95, 1.0])
def test_moderation_keeps_its_share_however_large(settings, towns, share):
    shock = {"kind": "moderation", "platform": "social", "month": 6, "share": share}
    plan = plan_organisations(settings | MANY | {"shocks": [shock]}, towns, 1)
    one = plan.shocks.iloc[0]
    assert 0 <= one["plain"] <= one["templated"] <= 1
    few = plan_organisations(settings | MANY | {"shocks": []}, towns, 1).organisations
    day, templated = one["day"], few["kind"].isin(TEMPLATED)
    there = np.where((few["arrived"] < day) & (few["left"] > day), few["adverts"] / (few["left"] - few["arrived"]), 0)
    part = there[templated].sum() / there.sum()
    assert part * one["templated"] + (1 - part) * one["plain"] == pytest.approx(share, abs=0.03)


def test_a_policy_makes_a_share_of_later_adverts_hide_their_contacts(settings, towns):
    shock = {"kind": "policy", "platform": "noticeboard", "month": 5, "share": 0.6}
    found = planned(settings, towns, **MANY, shocks=[shock])
    frame = found.frame
    bound = (frame["platform"] == "noticeboard") & (frame["posted"] >= life.shock_day(found.plan, shock))
    assert not frame.loc[~bound, "must_hide"].any()
    assert frame.loc[bound, "must_hide"].mean() == pytest.approx(0.6, abs=0.02)
    assert found.events["adverts"].tolist() == [frame["must_hide"].sum()]


def test_every_shock_is_listed_in_every_block_with_what_it_hit_there(settings, towns, shaken):
    parts = [adverts.plan_adverts(shaken.plan, block, towns)[2] for block in range(shaken.plan.blocks)]
    assert all(list(part["event"]) == ["policy", "moderation", "closure"] for part in parts)
    assert sum(part["adverts"].sum() for part in parts) == shaken.events["adverts"].sum()
    assert (shaken.events["adverts"] > 0).all()


def test_a_market_without_shocks_has_no_events(calm):
    assert calm.events.empty
    assert not calm.frame["must_hide"].any()


def test_a_platform_that_closes_in_the_first_month_never_opens(settings, towns):
    found = planned(settings, towns, shocks=[{"kind": "closure", "platform": "noticeboard", "month": 1}])
    assert set(found.frame["platform"]) == {"citylist", "social"}
    assert found.events["adverts"].tolist() == [0]


@pytest.mark.parametrize(
    ("shocks", "message"),
    [
        ([("closure", "social", 19)], r"market\.shocks: the closure of social in month 19 .*18 months"),
        ([("policy", "social", 3)], r"market\.shocks: the policy of social in month 3 needs a share"),
        ([("closure", "social", 3)] * 2, r"market\.shocks: the closure of social in month 3 is given twice"),
        (
            [("closure", "social", 3), ("closure", "citylist", 4), ("closure", "noticeboard", 5)],
            r"market\.shocks: after the closure of noticeboard no platform",
        ),
    ],
)
def test_shocks_that_cannot_happen_are_refused(settings, towns, shocks, message):
    listed = [dict(zip(("kind", "platform", "month"), shock, strict=True)) for shock in shocks]
    with pytest.raises(ValueError, match=message):
        plan_organisations(settings | {"shocks": listed}, towns, 1)
