#!/bin/sh
# Everything: rules, services, pages, journeys in a real browser; on SQLite, and on PostgreSQL where one can be started.
set -eu
bin=.venv/bin
# One more than there are processors: who waits for a browser leaves its processor to another.
workers=$(($(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1))
VOORDEUR_DATA=$(mktemp -d)
export VOORDEUR_DATA VOORDEUR_LOG_LEVEL=ERROR
stop() { [ -z "${cluster:-}" ] || tools/postgres.sh stop "$cluster" >/dev/null 2>&1 || true; rm -rf "$VOORDEUR_DATA"; }
trap stop EXIT INT TERM

# Compiled once, beside each other, and not by every process of the tests for itself.
$bin/voordeur plan compile >/dev/null &
$bin/voordeur twin compile >/dev/null
wait
# Migrated once: every process of the tests begins from a copy.
DATABASE_URL="sqlite:///$VOORDEUR_DATA/migrated.sqlite3" $bin/python manage.py migrate --verbosity 0

# Laws are tried on the same examples every time; HYPOTHESIS_SEED=random draws others.
seed=${HYPOTHESIS_SEED:-1}
[ "$seed" != random ] || seed=$(date +%s)

# In the order of the folders, the long ones of tests/ first: so no process is left with one of them at the end.
echo "== SQLite" >&2
DATABASE_URL="sqlite:///$VOORDEUR_DATA/test.sqlite3" VOORDEUR_MIGRATED="$VOORDEUR_DATA/migrated.sqlite3" \
  $bin/pytest -n "$workers" --dist loadfile --no-loadscope-reorder --hypothesis-seed="$seed" "$@"

if [ -n "${TEST_DATABASE_URL:-}" ]; then
  url=$TEST_DATABASE_URL
elif cluster=$(tools/postgres.sh start); then
  url=$(cat "$cluster/url")
  DATABASE_URL="$url" $bin/python manage.py migrate --verbosity 0
  export VOORDEUR_MIGRATED=voordeur
else
  cluster=
  echo "PostgreSQL was not found, so its half of the suite did not run. Install the package postgresql." >&2
  [ "${CI:-}" != true ] || exit 1
  exit 0
fi
echo "== PostgreSQL" >&2
DATABASE_URL="$url" $bin/pytest -n "$workers" --dist loadfile --no-loadscope-reorder --hypothesis-seed="$seed" -m "not journey and not pure" "$@"
