#!/bin/sh
# A private PostgreSQL on a socket of its own: `start` prints its folder, whose file `url` says how to reach it.
set -eu
find_bin() { for dir in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin; do [ -x "$dir/initdb" ] && { echo "$dir"; return; }; done; command -v initdb >/dev/null 2>&1 && dirname "$(command -v initdb)"; }
as_owner() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi; }
case "${1:-}" in
start)
  pg=$(find_bin) || exit 1
  [ -n "$pg" ] || exit 1
  folder=$(mktemp -d /tmp/voordeur-pg.XXXXXX)
  [ "$(id -u)" != 0 ] || chown postgres "$folder"
  as_owner "$pg/initdb -D $folder/data -U voordeur -A trust --no-sync -E UTF8 --locale=C.UTF-8 >$folder/log 2>&1" || exit 1
  as_owner "$pg/pg_ctl -D $folder/data -l $folder/log -w -o \"-k $folder -c listen_addresses='' -c fsync=off -c max_connections=200\" start >/dev/null" || exit 1
  as_owner "$pg/createdb -h $folder -U voordeur voordeur" || exit 1
  echo "postgres://voordeur@$(echo "$folder" | sed 's|/|%2F|g')/voordeur" >"$folder/url"
  chmod 755 "$folder"
  echo "$folder"
  ;;
stop)
  pg=$(find_bin)
  as_owner "$pg/pg_ctl -D $2/data -m immediate stop"
  rm -rf "$2"
  ;;
*) echo "usage: $0 start | stop FOLDER" >&2; exit 2 ;;
esac
