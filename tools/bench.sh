#!/bin/sh
# Every benchmark, one after the other; what it prints is Markdown. Sizes: BENCH_HOMES="2500 50000" make bench
# The weeks of a recorded month: BENCH_CALLS=calls_bank_1999_01.csv make bench
# Planning beside its peers: BENCH_SECONDS=30 BENCH_SEEDS=5 make bench (bench/planning/README.md has the long runs)
set -eu
bin=.venv/bin
for program in offer booking; do
  printf '\n## %s\n\n' "$program"
  $bin/python "bench/$program.py"
done
printf '\n## planning\n\n'
$bin/python bench/planning/offer.py --questions 500
$bin/python bench/planning/compare.py --set quick --again --seconds "${BENCH_SECONDS:-10}" --seeds "${BENCH_SEEDS:-2}"
$bin/python bench/planning/day.py --seeds "${BENCH_SEEDS:-2}"
$bin/python bench/planning/windows.py --craftsmen 20 --seconds "${BENCH_SECONDS:-10}" --seeds 1
printf '\n## twin\n\n'
$bin/python bench/twin.py
$bin/python bench/twin_queue.py
$bin/python bench/twin_formulas.py
$bin/python bench/twin_week.py --seeds "${BENCH_SEEDS:-2}"
[ -z "${BENCH_CALLS:-}" ] || $bin/python bench/twin_weeks.py "$BENCH_CALLS"
printf '\n## find\n\n'
$bin/python bench/find.py
printf '\n## pages\n\n'
# shellcheck disable=SC2086 - the sizes are separate words
$bin/python bench/pages.py --grow ${BENCH_HOMES:-2500 12500 50000}
