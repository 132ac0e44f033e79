"""Which adverts belong to one network, how sure that is, how complex networks are, and how they move.

INPUTS   results/tables/{adverts,contacts,advert_templates}.parquet of `corpus`; for the shortlist alone
         results/tables/scores.parquet of `classify` and results/tables/coded_sample.parquet
OUTPUTS  results/tables/{links,memberships,membership_draws,networks,loadings,movement,network_draws,size_draws,
         shortlist}.parquet, results/numbers/network.json, figures `network_sizes`, `complexity` and `movement`,
         chapter tables `networks` and `loadings`, results/notebooks/network.ipynb
"""


rule link_adverts:
    """Tie adverts by the contacts and templates they share, each tie with its chance."""
    input:
        adverts="results/tables/adverts.parquet",
        contacts="results/tables/contacts.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        code=code("scripts/network/link_adverts.py"),
    output:
        links="results/tables/links.parquet",
    log:
        "results/logs/link_adverts.log",
    benchmark:
        "results/benchmarks/link_adverts.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        probability=lookup("network/probability", within=config),
        hub_cap=lookup("network/hub_cap", within=config),
        threshold=lookup("network/threshold", within=config),
    script:
        "../../scripts/network/link_adverts.py"


rule find_networks:
    """Put every advert into one network, and again in every draw of the links."""
    input:
        adverts="results/tables/adverts.parquet",
        links="results/tables/links.parquet",
        code=code("scripts/network/find_networks.py"),
    output:
        memberships="results/tables/memberships.parquet",
        membership_draws="results/tables/membership_draws.parquet",
    log:
        "results/logs/find_networks.log",
    benchmark:
        "results/benchmarks/find_networks.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        draws=lookup("network/draws", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/network/find_networks.py"


rule measure_networks:
    """Measure networks, their components and their moves, in the point partition and every draw."""
    input:
        adverts="results/tables/adverts.parquet",
        contacts="results/tables/contacts.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        links="results/tables/links.parquet",
        memberships="results/tables/memberships.parquet",
        membership_draws="results/tables/membership_draws.parquet",
        code=code("scripts/network/measure_networks.py"),
    output:
        networks="results/tables/networks.parquet",
        loadings="results/tables/loadings.parquet",
        movement="results/tables/movement.parquet",
        network_draws="results/tables/network_draws.parquet",
        size_draws="results/tables/size_draws.parquet",
    log:
        "results/logs/measure_networks.log",
    benchmark:
        "results/benchmarks/measure_networks.tsv"
    threads: 1
    resources:
        mem_mb=1500,
    params:
        min_cell=lookup("report/min_cell", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/network/measure_networks.py"


rule shortlist_networks:
    """Rank networks by what scores and coders' judgements of their adverts bear at least."""
    input:
        memberships="results/tables/memberships.parquet",
        membership_draws="results/tables/membership_draws.parquet",
        scores="results/tables/scores.parquet",
        coded_sample="results/tables/coded_sample.parquet",
        code=code("scripts/network/shortlist_networks.py"),
    output:
        shortlist="results/tables/shortlist.parquet",
    log:
        "results/logs/shortlist_networks.log",
    benchmark:
        "results/benchmarks/shortlist_networks.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        min_cell=lookup("report/min_cell", within=config),
        capacity=lookup("network/capacity", within=config),
    script:
        "../../scripts/network/shortlist_networks.py"


rule summarise_network:
    """State the stage's numbers, with intervals over the link draws."""
    input:
        links="results/tables/links.parquet",
        memberships="results/tables/memberships.parquet",
        networks="results/tables/networks.parquet",
        loadings="results/tables/loadings.parquet",
        network_draws="results/tables/network_draws.parquet",
        shortlist="results/tables/shortlist.parquet",
        code=code("scripts/network/summarise_network.py"),
    output:
        numbers_json="results/numbers/network.json",
        metrics="results/metrics/network.json",
    log:
        "results/logs/summarise_network.log",
    benchmark:
        "results/benchmarks/summarise_network.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        min_cell=lookup("report/min_cell", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/network/summarise_network.py"


rule plot_network_sizes:
    """Draw networks by size and rank, with the band of the link draws."""
    input:
        size_draws="results/tables/size_draws.parquet",
        code=code("scripts/network/plot_network_sizes.py"),
    output:
        svg="results/figures/network_sizes.svg",
        png="results/figures/network_sizes.png",
        alt="results/figures/network_sizes.json",
    log:
        "results/logs/plot_network_sizes.log",
    benchmark:
        "results/benchmarks/plot_network_sizes.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        min_cell=lookup("report/min_cell", within=config),
    script:
        "../../scripts/network/plot_network_sizes.py"


rule plot_complexity:
    """Draw large networks on the components of complexity, with the measures' loadings."""
    input:
        networks="results/tables/networks.parquet",
        loadings="results/tables/loadings.parquet",
        code=code("scripts/network/plot_complexity.py"),
    output:
        svg="results/figures/complexity.svg",
        png="results/figures/complexity.png",
        alt="results/figures/complexity.json",
    log:
        "results/logs/plot_complexity.log",
    benchmark:
        "results/benchmarks/plot_complexity.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        min_cell=lookup("report/min_cell", within=config),
    script:
        "../../scripts/network/plot_complexity.py"


rule plot_movement:
    """Draw the moves of networks between regions, small cells blank."""
    input:
        movement="results/tables/movement.parquet",
        places=lookup("study/places", within=config),
        code=code("scripts/network/plot_movement.py"),
    output:
        svg="results/figures/movement.svg",
        png="results/figures/movement.png",
        alt="results/figures/movement.json",
    log:
        "results/logs/plot_movement.log",
    benchmark:
        "results/benchmarks/plot_movement.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        min_cell=lookup("report/min_cell", within=config),
    script:
        "../../scripts/network/plot_movement.py"


rule tabulate_networks:
    """Set networks by size class as a table of the chapter."""
    input:
        networks="results/tables/networks.parquet",
        code=code("scripts/network/tabulate_networks.py"),
    output:
        table="results/tables/chapter/networks.csv",
    log:
        "results/logs/tabulate_networks.log",
    benchmark:
        "results/benchmarks/tabulate_networks.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        min_cell=lookup("report/min_cell", within=config),
    script:
        "../../scripts/network/tabulate_networks.py"


rule tabulate_loadings:
    """Set the loadings of complexity and geography as a table of the chapter."""
    input:
        loadings="results/tables/loadings.parquet",
        code=code("scripts/network/tabulate_loadings.py"),
    output:
        table="results/tables/chapter/loadings.csv",
    log:
        "results/logs/tabulate_loadings.log",
    benchmark:
        "results/benchmarks/tabulate_loadings.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/network/tabulate_loadings.py"


rule execute_network_notebook:
    """Execute the notebook of the stage."""
    input:
        notebook="notebooks/network.ipynb",
        networks="results/tables/networks.parquet",
        loadings="results/tables/loadings.parquet",
        movement="results/tables/movement.parquet",
        size_draws="results/tables/size_draws.parquet",
        numbers_json="results/numbers/network.json",
        networks_table="results/tables/chapter/networks.csv",
        loadings_table="results/tables/chapter/loadings.csv",
        code=code("scripts/report/execute_notebook.py", "notebooks/network.ipynb"),
    output:
        executed="results/notebooks/network.ipynb",
    log:
        "results/logs/execute_network_notebook.log",
    benchmark:
        "results/benchmarks/execute_network_notebook.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/report/execute_notebook.py"
