"""Small planted worlds by the contracts of `corpus`."""

import numpy as np
import pandas as pd
import pytest

PROBABILITY = {"phone": 0.98, "email": 0.97, "handle": 0.95, "template": 0.60}
PLACES = {
    "Leeds": ("Yorkshire and The Humber", 53.797, -1.548),
    "Bristol": ("South West", 51.456, -2.597),
    "Glasgow": ("Scotland", 55.865, -4.258),
    "Cardiff": ("Wales", 51.480, -3.180),
    "London": ("London", 51.509, -0.126),
    "Norwich": ("East of England", 52.628, 1.292),
}


class World:
    """A market under construction: `place` an advert with what it carries, then take the tables."""

    def __init__(self):
        self.rows, self.held, self.written = [], [], []

    def place(self, owner, *contacts, template=None, town="Leeds", day=None, platform="noticeboard"):
        number = len(self.rows)
        advert = f"{platform}/{number:06d}"
        region, latitude, longitude = PLACES[town]
        posted = pd.Timestamp("2025-01-01") + pd.Timedelta(days=number if day is None else day)
        self.rows.append((advert, platform, posted, town, region, latitude, longitude, owner))
        self.held += [(advert, contact.split("-")[0], contact, "planted") for contact in contacts]
        self.written.append((advert, template or f"template-of-{number:06d}"))
        return advert

    @property
    def adverts(self):
        columns = ["advert", "platform", "posted", "town", "region", "latitude", "longitude", "owner"]
        return pd.DataFrame(self.rows, columns=columns)

    @property
    def contacts(self):
        return pd.DataFrame(self.held, columns=["advert", "kind", "contact", "rule"])

    @property
    def advert_templates(self):
        return pd.DataFrame(self.written, columns=["advert", "template"])

    def link(self, **changed):
        from dots.network.links import link_adverts

        settings = {"probability": PROBABILITY, "hub_cap": 150, "threshold": 0.5} | changed
        return link_adverts(self.adverts, self.contacts, self.advert_templates, **settings)

    def find(self, links):
        from dots.network.partition import find_networks

        return find_networks(self.adverts["advert"], links.loc[links["kept"], ["advert", "identifier"]], seed=1)

    def owners(self, found):
        """Give the owners in each network of two or more."""
        joined = found.merge(self.adverts, on="advert")
        joined = joined[joined.groupby("network")["advert"].transform("size") > 1]
        return joined.groupby("network")["owner"].agg(set).tolist()


@pytest.fixture
def world():
    return World()


@pytest.fixture(scope="session")
def market():
    """Forty organisations of several sizes, with what glues them falsely: receptionist, boilerplate, copies."""
    random = np.random.default_rng(7)
    world = World()
    towns = list(PLACES)
    for number in range(40):
        size = int(2 + 38 * (number / 40) ** 3)
        phones = [f"phone-{number}-{which}" for which in range(1 + size // 12)]
        home = number % len(towns)
        for place in range(size):
            carried = [phones[place * len(phones) // size]]
            if random.random() < 0.3:
                carried.append(f"email-{number}")
            if number < 4:
                carried.append("phone-receptionist")
            chance = random.random()
            template = f"text-{number}-{random.integers(1 + size // 12)}" if size > 6 and chance < 0.6 else None
            if chance > 0.96:
                template = "boilerplate"
            moves = number % 3 == 0 and random.random() < 0.3
            town = towns[random.integers(len(towns))] if moves else towns[home]
            world.place(number, *carried, template=template, town=town, day=int(random.integers(400)))
    return world


@pytest.fixture(scope="session")
def measured(market):
    from dots.network import partition, structure

    links = market.link()
    memberships = market.find(links)
    drawn = partition.draw_networks(market.adverts["advert"], links, 12, seed=1)
    memberships["stability"] = memberships["advert"].map(partition.stability(memberships, drawn))
    tables = structure.measure_networks(
        market.adverts, market.contacts, market.advert_templates, links, memberships, drawn, large=10, seed=1
    )
    return tables | {"links": links, "memberships": memberships, "membership_draws": drawn}
