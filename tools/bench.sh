#!/bin/sh
# Every benchmark, one after the other; what it prints is Markdown. Sizes: BENCH_HOMES="2500 50000" make bench
set -eu
bin=.venv/bin
for program in offer booking; do
  printf '\n## %s\n\n' "$program"
  $bin/python "bench/$program.py"
done
printf '\n## pages\n\n'
# shellcheck disable=SC2086 - the sizes are separate words
$bin/python bench/pages.py --grow ${BENCH_HOMES:-2500 12500 50000}
