"""Print the parsed workflow as JSON: every rule as Snakemake holds it, and every job of the default target.

A process of its own, because Snakemake changes the working folder and the logging of the process it runs in.
"""

import json
import sys
from pathlib import Path

from snakemake.api import SnakemakeApi
from snakemake.settings.types import ConfigSettings, DAGSettings, OutputSettings, Quietness, ResourceSettings


def parse(root: Path, configfiles: list[Path]) -> dict:
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        handle = api.workflow(
            resource_settings=ResourceSettings(cores=2),
            config_settings=ConfigSettings(configfiles=configfiles),
            snakefile=root / "Snakefile",
            workdir=root,
        )
        # Snakemake's API has no public way to its rules and jobs; the lock file pins the release this was written for
        workflow = handle._get_workflow(check_envvars=False, dag_settings=DAGSettings(forceall=True))
        handle._workflow_store = workflow
        workflow.include(handle.snakefile, overwrite_default_target=True)
        workflow.check()
        workflow._prepare_dag(forceall=True, ignore_incomplete=True, lock_warn_only=True)
        workflow._build_dag()
        return {
            "rules": {rule.name: _rule(rule, root) for rule in workflow.rules},
            "jobs": [_job(job) for job in workflow.dag.jobs],
        }


def _rule(rule: object, root: Path) -> dict:
    file = Path(str(rule.snakefile))
    script = (file.parent / str(rule.script)).resolve().relative_to(root) if rule.script else None
    return {
        "file": str(file.relative_to(root)),
        "docstring": rule.docstring,
        "script": script and str(script),
        "run": bool(rule.is_run and not script),
        "message": rule.message,
        "input": _named(rule.input),
        "output": _named(rule.output),
        "log": list(map(str, rule.log)),
        "benchmark": str(rule.benchmark) if rule.benchmark else None,
        "resources": sorted(rule.resources),
    }


def _job(job: object) -> dict:
    return {
        "rule": job.rule.name,
        "input": sorted(map(str, job.input)),
        "output": sorted(map(str, job.output)),
        "params": {name: json.dumps(value, sort_keys=True, default=str) for name, value in job.params.items()},
    }


def _named(files: object) -> dict[str, list[str]]:
    named = {name: [str(value)] if isinstance(value, str) else list(map(str, value)) for name, value in files.items()}
    held = {value for values in named.values() for value in values}
    return named | {"": [str(value) for value in files if str(value) not in held]}


if __name__ == "__main__":
    json.dump(parse(Path(sys.argv[1]).resolve(), [Path(name).resolve() for name in sys.argv[2:]]), sys.stdout)
