"""The checked configuration, and code as an input, for all rule files.

INPUTS  config/schema.yaml, config/crawl/adapter_schema.yaml, the study's adapters, src/dots (import closures)
"""

from datetime import date

from dots import adapters, imports, study

ROOT = Path(workflow.basedir)

try:
    schema = study.load_schema(ROOT / "config/schema.yaml")
    study.check(config, schema, ROOT)
    study.require_retention(config, date.today())
    study.require_route(config, Path.cwd())
    study.resolve(config, schema, ROOT)
    adapters.load(
        (ROOT / config["crawl"]["adapters"]).glob("*.yaml"),
        study.load_schema(ROOT / "config/crawl/adapter_schema.yaml"),
    )
except ValueError as error:
    raise WorkflowError(str(error)) from None


def code(*files):
    """Give scripts or notebooks and every first-party module they import, so that editing one reruns the rule."""
    modules = {path for file in files for path in imports.closure(ROOT / file, ROOT / "src/dots")}
    return [*files, *sorted(str(path.relative_to(ROOT)) for path in modules)]


def yaml_files(folder):
    """List the YAML files of a folder, so that one more is read, and tracked, by being there."""
    return sorted(f"{folder}/{path.name}" for path in (ROOT / folder).glob("*.yaml"))


def outputs(folder):
    """List every declared output below a folder, so that a new rule joins the targets by being there."""
    return sorted(
        {
            str(path)
            for rule in workflow.rules
            for path in rule.output
            if str(path).startswith(folder) and "{" not in str(path)
        }
    )
