#!/usr/bin/env bash
# Prints, as Markdown for a pull request, what differs between two folders of rendered environments.
#   render-diff.sh BEFORE AFTER     each holds one folder an environment
set -eu
before=$1 after=$2
# GitHub takes comments of up to 65,536 characters.
limit=${RENDER_DIFF_LIMIT:-20000}
echo "## Rendered difference"
for env in $( (ls "$before"; ls "$after") | sort -u); do
  mkdir -p "$before/$env" "$after/$env"
  diff=$(git diff --no-index --no-color --no-prefix "$before/$env" "$after/$env" || true)
  if [ -z "$diff" ]; then
    printf '\n**%s**: no object changes.\n' "$env"
    continue
  fi
  files=$(printf '%s\n' "$diff" | grep -c '^diff --git')
  printf '\n<details><summary><b>%s</b>: %s files differ</summary>\n\n```diff\n%s\n```\n' \
    "$env" "$files" "${diff:0:limit}"
  [ "${#diff}" -le "$limit" ] || printf '\nCut after %s of %s characters: see the artifact `rendered`.\n' "$limit" "${#diff}"
  printf '</details>\n'
done
