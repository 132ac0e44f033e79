"""A small chapter that quotes two numbers, a figure, a table, an equation and one book."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALT = "Bar chart of adverts by month. The bars rise from about forty in January to about eighty in March."

CHAPTER = """\
---
title: A small chapter
subtitle: Only for tests
author: [A. Writer]
keywords: [testing, chapters]
description: A chapter for tests
running: A small chapter
lang: en-GB
abstract: We found {network.networks} networks.
---

# Methods {#sec-methods}

Networks are found as others did [@rubin1987]. The model is @eq-model, with 5 folds.

::: {#eq-model .equation alt="y equals b plus u"}
$$ y_{ij} = \\beta_0 + u_j $$
:::

# Results {#sec-results .results}

There are {network.networks} networks (@fig-months). Agreement is {network.ari}
({network.ari:interval}); the change is {network.change}. See @tbl-sizes, @sec-methods and @sec-numbers.

![Adverts by month, {network.networks} networks in all [@rubin1987].](fig:months){#fig-months}

::: {#tbl-sizes .table file=sizes}
Networks by size.
:::

# References {.unnumbered}

::: {#refs}
:::
"""

BOOKS = """\
@book{rubin1987, author = {Rubin, Donald B.}, title = {Multiple Imputation for Nonresponse in Surveys},
  year = {1987}, publisher = {Wiley}, address = {New York}}
"""
