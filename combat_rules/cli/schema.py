"""The schema of tables, printed for editors."""

import msgspec
import typer

from combat_rules.plugins.tables.schema import table_schema


def print_schema() -> None:
    """The JSON Schema of a table in YAML."""
    typer.echo(msgspec.json.format(msgspec.json.encode(table_schema())).decode())
