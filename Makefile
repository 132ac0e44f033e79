# `make report` takes a clone to a chapter; `make test` checks everything. Both install what they need into .venv.
# The recipes are short on purpose: the workflow is the Snakefile, the installation is setup.sh.

export PATH := $(CURDIR)/.venv/bin:$(PATH)
SHELL := /bin/sh
OPEN := $(addprefix results/,paper/chapter.pdf paper/chapter.html paper/chapter.docx paper/chapter.tex \
	validity/scoreboard.html notebooks figures numbers)
.DEFAULT_GOAL := help
.PHONY: help report figures notebooks validity verify leaks test bench dag restore lint clean env env-test

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

report: env ## the whole study: crawl, analyse, write the chapter; ends by naming the files to open
	@snakemake
	@echo "Open:"; for file in $(OPEN); do if [ -e $$file ]; then echo "  $$file"; fi; done

figures: env ## the figures alone
	@snakemake figures

notebooks: env ## the executed notebooks alone
	@snakemake notebooks

validity: env ## every stage set against the planted truth, and 200 replications (an hour on two cores)
	@snakemake validity validity_full

leaks: env-test ## hunt for contacts in clear in every file, git's history and DVC's cache
	@python scripts/scan_leaks.py

test: env-test ## every test, with R where the system lets it
	@pytest -n 2 --dist loadgroup

bench: env ## what each rule of the last run cost, and how the cost grows
	@for script in benchmarks/*.py; do echo; python "$$script" || exit 1; done

dag: env ## draw the house: docs/figures/house.svg
	@python scripts/draw_house.py docs/figures/house.svg

restore: env ## after a clone: fetch results from the DVC remote, so that only what changed is run again
	@python scripts/restore.py

verify: env ## check the chain of custody: log, manifest, sealed files, anchors, time stamp (no key needed)
	@python scripts/verify_custody.py

lint: env-test ## style of Python and Snakemake
	@ruff check .
	@ruff format --check .
	@snakefmt --check Snakefile workflow
	@python scripts/lint_workflow.py

clean: ## delete all that the workflow made; keeps .venv and the metrics, which are in git
	@if [ -e restricted/real ]; then echo "restricted/ holds a crawl of real hosts: scripts/forget.py erases it" >&2; exit 1; fi
	@rm -rf .snakemake restricted truth
	@if [ -d results ]; then find results -mindepth 1 -maxdepth 1 ! -name metrics -exec rm -rf {} +; fi

env: # installs what the study needs
	@./setup.sh

env-test: # and what the tests need
	@./setup.sh test
