"""The JSON Schema of a YAML table, made from the very structs that its rows are read by."""

from msgspec.json import schema

from combat_rules.plugins.tables.rows import TableFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def table_schema() -> dict[str, object]:
    """The schema, as plain data. An editor that knows it completes and checks a table."""
    return {"$schema": DIALECT, "title": "A table of combat_rules", **schema(TableFile)}
