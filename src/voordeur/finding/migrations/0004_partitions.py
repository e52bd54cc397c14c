"""On PostgreSQL a partition for each kind: its own index and statistics, so that none is slow because another is vast."""

from django.db import migrations

# The key of an entry is the number of its kind times this, plus its own key (finding/queries/sources.KEYS).
KEYS = 1 << 40
KINDS = range(1, 16)
POSTGRESQL = (
    "ALTER TABLE finding_entry RENAME TO finding_entry_whole",
    "ALTER INDEX finding_entry_pkey RENAME TO finding_entry_whole_pkey",
    """CREATE TABLE finding_entry (
        id bigint NOT NULL, own text NOT NULL, context text NOT NULL, is_current boolean NOT NULL,
        words tsvector GENERATED ALWAYS AS (
            array_to_tsvector(array_remove(string_to_array(own || ' ' || context, ' '), ''))
        ) STORED,
        CONSTRAINT finding_entry_pkey PRIMARY KEY (id)
    ) PARTITION BY RANGE (id)""",
    *(
        f"CREATE TABLE finding_entry_{kind} PARTITION OF finding_entry"
        f" FOR VALUES FROM ({kind * KEYS}) TO ({(kind + 1) * KEYS})"
        for kind in KINDS
    ),
    "CREATE TABLE finding_entry_other PARTITION OF finding_entry DEFAULT",
    "INSERT INTO finding_entry (id, own, context, is_current) SELECT id, own, context, is_current"
    " FROM finding_entry_whole",
    "DROP TABLE finding_entry_whole",
    "CREATE INDEX finding_entry_words ON finding_entry USING gin (words) WITH (fastupdate = off)",
)


def divide(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("finding", "0003_index_of_notes")]

    operations = [migrations.RunPython(divide)]
