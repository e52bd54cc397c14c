"""An index of its own for the notes of contacts: there are so many that a beginning of a word would be slow for all."""

from django.db import migrations

# The range of keys of the kind with number 6 (finding/queries/sources.NOTES).
NOTES, BEYOND = 6 << 40, 7 << 40
IN_NOTES = f"{{row}}id >= {NOTES} AND {{row}}id < {BEYOND}"
ELSEWHERE = f"({{row}}id < {NOTES} OR {{row}}id >= {BEYOND})"


def _table(name, where):
    """A table of FTS5 over the entries of a range, and the triggers that keep it."""
    added = f"INSERT INTO {name}(rowid, own, context) VALUES (new.id, new.own, new.context);"
    removed = f"INSERT INTO {name}({name}, rowid, own, context) VALUES ('delete', old.id, old.own, old.context);"
    new, old = where.format(row="new."), where.format(row="old.")
    return (
        f"""CREATE VIRTUAL TABLE {name} USING fts5(
            own, context, content='finding_entry', content_rowid='id', detail=none, columnsize=0, prefix='2 3',
            tokenize="unicode61 remove_diacritics 0 tokenchars '<~@-'"
        )""",
        f"INSERT INTO {name}(rowid, own, context) SELECT id, own, context FROM finding_entry"
        f" WHERE {where.format(row='')} ORDER BY id",
        f"CREATE TRIGGER {name}_added AFTER INSERT ON finding_entry WHEN {new} BEGIN {added} END",
        f"CREATE TRIGGER {name}_removed AFTER DELETE ON finding_entry WHEN {old} BEGIN {removed} END",
        f"CREATE TRIGGER {name}_changed AFTER UPDATE OF own, context ON finding_entry WHEN {old}"
        f" BEGIN {removed} {added} END",
    )


SQLITE = (
    "DROP TRIGGER finding_entry_changed",
    "DROP TRIGGER finding_entry_removed",
    "DROP TRIGGER finding_entry_added",
    "DROP TABLE finding_text",
    *_table("finding_text", ELSEWHERE),
    *_table("finding_notes", IN_NOTES),
)
POSTGRESQL = (
    f"CREATE INDEX finding_text ON finding_entry USING gin (words) WITH (fastupdate = off)"
    f" WHERE {ELSEWHERE.format(row='')}",
    f"CREATE INDEX finding_notes ON finding_entry USING gin (words) WITH (fastupdate = off)"
    f" WHERE {IN_NOTES.format(row='')}",
    "DROP INDEX finding_entry_words",
)


def build(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("finding", "0002_index")]

    operations = [migrations.RunPython(build)]
