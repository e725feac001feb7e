#!/usr/bin/env bash
# Writes a page of every environment of the project it stands in, with what changed since an earlier rendering.
#   write-pages.sh BEFORE OUT     BEFORE holds one folder an environment, OUT gets one page an environment
set -eu
mkdir -p "$2"
before=$(cd "$1" && pwd) out=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."
for file in Pulumi.*.yaml; do
  env=${file#Pulumi.}; env=${env%.yaml}
  set -- --env "$env" --out "$out/$env.html"
  # An environment that is new has nothing to be compared with.
  [ ! -d "$before/$env" ] || set -- "$@" --against "$before/$env"
  npm run --silent report -- "$@"
done
