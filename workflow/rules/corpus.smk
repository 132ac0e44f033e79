"""Stage corpus: what each advert says, who can be reached through it, and which adverts share a template.

INPUTS  restricted/archive/*.wacz.age, config/crawl/adapters/*.yaml, config/crawl/adapter_schema.yaml,
        config/places.yaml, config/corpus/{ofcom_drama_ranges.json,outcodes.yaml,
        fact_precision.yaml,contact_precision.yaml}
OUTPUTS restricted/{clear_adverts,clear_contacts,clear_sightings}.parquet.age,
        results/tables/{adverts,facts,contacts,sightings,spells,site_waves,templates,advert_templates,archive_pages,
        attrition,advert_texts,vocabulary,phrases}.parquet, results/models/corpus/token_counts.npz,
        results/numbers/corpus.json, results/metrics/corpus.json, results/tables/chapter/corpus.csv,
        figures attrition, contact_rules and market_volume, results/notebooks/corpus.ipynb
"""


rule parse_archive:
    """Read adverts and posts, and when each was seen, from the pages of the sealed archive."""
    input:
        archive="restricted/archive",
        site_adapters=yaml_files(lookup("crawl/adapters", within=config)),
        adapter_schema="config/crawl/adapter_schema.yaml",
        drama_ranges=lookup("corpus/drama_ranges", within=config),
        code=code("scripts/corpus/parse_archive.py"),
    output:
        clear_adverts="restricted/clear_adverts.parquet.age",
        clear_sightings="restricted/clear_sightings.parquet.age",
        archive_pages="results/tables/archive_pages.parquet",
        site_waves="results/tables/site_waves.parquet",
    log:
        "results/logs/parse_archive.log",
    benchmark:
        "results/benchmarks/parse_archive.tsv"
    threads: 2
    resources:
        mem_mb=2000,
    params:
        study_keys=lookup("study/keys", within=config),
        seed=lookup("study/seed", within=config),
        countries=lookup("corpus/countries", within=config),
        recipients=lookup("study/recipients", within=config),
    script:
        "../../scripts/corpus/parse_archive.py"


rule read_adverts:
    """Read contacts, places, prices, ages and times, and mask what could identify anybody."""
    input:
        clear_adverts="restricted/clear_adverts.parquet.age",
        clear_sightings="restricted/clear_sightings.parquet.age",
        archive_pages="results/tables/archive_pages.parquet",
        places=lookup("study/places", within=config),
        outcodes="config/corpus/outcodes.yaml",
        fact_precision="config/corpus/fact_precision.yaml",
        contact_precision="config/corpus/contact_precision.yaml",
        drama_ranges=lookup("corpus/drama_ranges", within=config),
        code=code("scripts/corpus/read_adverts.py"),
    output:
        adverts="results/tables/adverts.parquet",
        facts="results/tables/facts.parquet",
        contacts="results/tables/contacts.parquet",
        sightings="results/tables/sightings.parquet",
        attrition="results/tables/attrition.parquet",
        clear_contacts="restricted/clear_contacts.parquet.age",
    log:
        "results/logs/read_adverts.log",
    benchmark:
        "results/benchmarks/read_adverts.tsv"
    threads: 2
    resources:
        mem_mb=2000,
    params:
        study_keys=lookup("study/keys", within=config),
        seed=lookup("study/seed", within=config),
        countries=lookup("corpus/countries", within=config),
        recipients=lookup("study/recipients", within=config),
    script:
        "../../scripts/corpus/read_adverts.py"


rule count_tokens:
    """Count the tokens of the masked adverts once for all later stages."""
    input:
        adverts="results/tables/adverts.parquet",
        code=code("scripts/corpus/count_tokens.py"),
    output:
        advert_texts="results/tables/advert_texts.parquet",
        vocabulary="results/tables/vocabulary.parquet",
        phrases="results/tables/phrases.parquet",
        token_counts="results/models/corpus/token_counts.npz",
    log:
        "results/logs/count_tokens.log",
    benchmark:
        "results/benchmarks/count_tokens.tsv"
    threads: 2
    resources:
        mem_mb=1000,
    script:
        "../../scripts/corpus/count_tokens.py"


rule find_spells:
    """Say how long each advert was up, as far as the waves of the crawl can tell."""
    input:
        adverts="results/tables/adverts.parquet",
        sightings="results/tables/sightings.parquet",
        site_waves="results/tables/site_waves.parquet",
        code=code("scripts/corpus/find_spells.py"),
    output:
        spells="results/tables/spells.parquet",
    log:
        "results/logs/find_spells.log",
    benchmark:
        "results/benchmarks/find_spells.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/corpus/find_spells.py"


rule find_templates:
    """Group adverts that were written from one template."""
    input:
        adverts="results/tables/adverts.parquet",
        contacts="results/tables/contacts.parquet",
        code=code("scripts/corpus/find_templates.py"),
    output:
        templates="results/tables/templates.parquet",
        advert_templates="results/tables/advert_templates.parquet",
    log:
        "results/logs/find_templates.log",
    benchmark:
        "results/benchmarks/find_templates.tsv"
    threads: 1
    resources:
        mem_mb=2000,
    params:
        similarity=lookup("corpus/template_similarity", within=config),
    script:
        "../../scripts/corpus/find_templates.py"


rule summarise_corpus:
    """State the numbers of the corpus that the chapter quotes."""
    input:
        adverts="results/tables/adverts.parquet",
        contacts="results/tables/contacts.parquet",
        templates="results/tables/templates.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        attrition="results/tables/attrition.parquet",
        spells="results/tables/spells.parquet",
        site_waves="results/tables/site_waves.parquet",
        code=code("scripts/corpus/summarise_corpus.py"),
    output:
        numbers="results/numbers/corpus.json",
        metrics="results/metrics/corpus.json",
    log:
        "results/logs/summarise_corpus.log",
    benchmark:
        "results/benchmarks/summarise_corpus.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        similarity=lookup("corpus/template_similarity", within=config),
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/corpus/summarise_corpus.py"


rule plot_attrition:
    """Draw what each step kept and left out."""
    input:
        attrition="results/tables/attrition.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        code=code("scripts/corpus/plot_attrition.py"),
    output:
        svg="results/figures/attrition.svg",
        png="results/figures/attrition.png",
        alt="results/figures/attrition.json",
    log:
        "results/logs/plot_attrition.log",
    benchmark:
        "results/benchmarks/plot_attrition.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/corpus/plot_attrition.py"


rule plot_contacts:
    """Draw contacts by how they were written."""
    input:
        contacts="results/tables/contacts.parquet",
        code=code("scripts/corpus/plot_contacts.py"),
    output:
        svg="results/figures/contact_rules.svg",
        png="results/figures/contact_rules.png",
        alt="results/figures/contact_rules.json",
    log:
        "results/logs/plot_contacts.log",
    benchmark:
        "results/benchmarks/plot_contacts.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/corpus/plot_contacts.py"


rule plot_volume:
    """Draw adverts by month and platform."""
    input:
        adverts="results/tables/adverts.parquet",
        code=code("scripts/corpus/plot_volume.py"),
    output:
        svg="results/figures/market_volume.svg",
        png="results/figures/market_volume.png",
        alt="results/figures/market_volume.json",
    log:
        "results/logs/plot_volume.log",
    benchmark:
        "results/benchmarks/plot_volume.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/corpus/plot_volume.py"


rule tabulate_corpus:
    """Set the corpus by platform as a table of the chapter."""
    input:
        adverts="results/tables/adverts.parquet",
        contacts="results/tables/contacts.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        code=code("scripts/corpus/tabulate_corpus.py"),
    output:
        corpus="results/tables/chapter/corpus.csv",
    log:
        "results/logs/tabulate_corpus.log",
    benchmark:
        "results/benchmarks/tabulate_corpus.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/corpus/tabulate_corpus.py"


rule execute_corpus_notebook:
    """Execute the notebook of the stage."""
    input:
        notebook="notebooks/corpus.ipynb",
        adverts="results/tables/adverts.parquet",
        contacts="results/tables/contacts.parquet",
        templates="results/tables/templates.parquet",
        attrition="results/tables/attrition.parquet",
        numbers="results/numbers/corpus.json",
        table="results/tables/chapter/corpus.csv",
        code=code("scripts/report/execute_notebook.py", "notebooks/corpus.ipynb"),
    output:
        executed="results/notebooks/corpus.ipynb",
    log:
        "results/logs/execute_corpus_notebook.log",
    benchmark:
        "results/benchmarks/execute_corpus_notebook.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/report/execute_notebook.py"
