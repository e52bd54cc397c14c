#!/bin/sh
# The demo as one process tree: database, example association, site with the worker inside it.
set -eu
port=$1 homes=$2 seed=$3 fresh=$4
case "$port" in ''|*[!0-9]*) echo "PORT is '$port'; allowed: a number from 1 to 65535" >&2; exit 2;; esac
case "$homes" in ''|*[!0-9]*) echo "HOMES is '$homes'; allowed: a number from 100 to 50000" >&2; exit 2;; esac
export VOORDEUR_DEMO=on VOORDEUR_NAME="${VOORDEUR_NAME:-Woonstichting Merelveen}" VOORDEUR_DATA="${VOORDEUR_DATA:-$PWD/var/demo}" VOORDEUR_URL="http://127.0.0.1:$port" VOORDEUR_TELEPHONE="${VOORDEUR_TELEPHONE:-088 000 11 00}" VOORDEUR_LOG_LEVEL="${VOORDEUR_LOG_LEVEL:-WARNING}"
mkdir -p "$VOORDEUR_DATA"
export DATABASE_URL="${DATABASE_URL:-sqlite:///$VOORDEUR_DATA/voordeur.sqlite3}"
bin=.venv/bin
if [ -n "$fresh" ] && [ "$fresh" != 0 ]; then
  rm -f "$VOORDEUR_DATA"/voordeur.sqlite3 "$VOORDEUR_DATA"/voordeur.sqlite3-wal "$VOORDEUR_DATA"/voordeur.sqlite3-shm
  rm -rf "$VOORDEUR_DATA"/media
fi
echo "2/3 Preparing the database" >&2
$bin/python manage.py migrate --verbosity 0
# Compiled beside the building, which leaves a core free; what is kept from an earlier start is only looked at.
$bin/voordeur plan compile >/dev/null &
compiling=$!
echo "3/3 Building the example association (the first time; later starts keep the data)" >&2
$bin/voordeur demo --homes "$homes" --seed "$seed" --if-empty >/dev/null
if kill -0 "$compiling" 2>/dev/null; then
  echo "    Compiling the planning (the first time; half a minute)" >&2
fi
wait "$compiling"
# Nobody waits for this one; whoever asks the twin something in the first minute does it then.
nice $bin/voordeur twin compile >/dev/null 2>&1 &
cat <<END

  Voordeur is at http://127.0.0.1:$port/      (stop it with Ctrl-C)

$($bin/voordeur demo --logins)

END
exec $bin/voordeur serve --port "$port"
