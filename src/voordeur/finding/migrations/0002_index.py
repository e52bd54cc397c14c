"""The index over the words of the entries: FTS5 on SQLite, kept by triggers; a GIN index on PostgreSQL."""

from django.db import migrations

# The words are made by finding/rules/folding: the tokenizer only parts them at the spaces.
SQLITE = (
    """CREATE VIRTUAL TABLE finding_text USING fts5(
        own, context, content='finding_entry', content_rowid='id', detail=none, columnsize=0, prefix='2 3',
        tokenize="unicode61 remove_diacritics 0 tokenchars '<~@-'"
    )""",
    """CREATE TRIGGER finding_entry_added AFTER INSERT ON finding_entry BEGIN
        INSERT INTO finding_text(rowid, own, context) VALUES (new.id, new.own, new.context);
    END""",
    """CREATE TRIGGER finding_entry_removed AFTER DELETE ON finding_entry BEGIN
        INSERT INTO finding_text(finding_text, rowid, own, context) VALUES ('delete', old.id, old.own, old.context);
    END""",
    """CREATE TRIGGER finding_entry_changed AFTER UPDATE OF own, context ON finding_entry BEGIN
        INSERT INTO finding_text(finding_text, rowid, own, context) VALUES ('delete', old.id, old.own, old.context);
        INSERT INTO finding_text(rowid, own, context) VALUES (new.id, new.own, new.context);
    END""",
)
POSTGRESQL = (
    """ALTER TABLE finding_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array(own || ' ' || context, ' '), ''))
    ) STORED""",
    "CREATE INDEX finding_entry_words ON finding_entry USING gin (words) WITH (fastupdate = off)",
)
UNDO_SQLITE = (
    "DROP TRIGGER finding_entry_changed",
    "DROP TRIGGER finding_entry_removed",
    "DROP TRIGGER finding_entry_added",
    "DROP TABLE finding_text",
)
UNDO_POSTGRESQL = ("DROP INDEX finding_entry_words", "ALTER TABLE finding_entry DROP COLUMN words")


def _run(sqlite, postgresql):
    def forwards(apps, schema_editor):
        for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
            schema_editor.execute(statement)

    return forwards


class Migration(migrations.Migration):
    dependencies = [("finding", "0001_initial")]

    operations = [migrations.RunPython(_run(SQLITE, POSTGRESQL), _run(UNDO_SQLITE, UNDO_POSTGRESQL))]
