#!/usr/bin/env bash
# A full disk, a disk that cannot be written, a store of a newer version and a
# second writer: each time a clear error, and nothing is lost.
#
#     cargo build --release --bin silkgraph --example synthesise
#     sudo tests/scale/disk.sh [ARTICLES]
#
# Needs the right to mount a small disk in memory. ARTICLES is how many the
# disk cannot hold; 1200 unless it is said.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=${CARGO_TARGET_DIR:-target}/release
articles=${1:-1200}

scratch=$(mktemp -d)
disk=$scratch/disk
mkdir "$disk"
mount -t tmpfs -o size=64m tmpfs "$disk"
trap 'umount "$disk"; rm -rf "$scratch"' EXIT
export SILKGRAPH_DB=$disk/store

"$bin/examples/synthesise" 100 >"$scratch/few.jsonl"
"$bin/examples/synthesise" "$articles" >"$scratch/many.jsonl"

# Runs silkgraph, which must fail and say so; then the store must be as it was.
refused() {
  local words=$1
  shift
  if "$bin/silkgraph" "$@" >"$scratch/out" 2>&1; then
    echo "this should have failed: silkgraph $*" >&2
    exit 1
  fi
  tail -n 1 "$scratch/out"
  grep -q "$words" "$scratch/out"
}
unchanged() {
  "$bin/silkgraph" verify
  "$bin/silkgraph" export | cmp - "$scratch/before.nq"
}

claims() { "$bin/silkgraph" export --what claims | sort; }

"$bin/silkgraph" ingest "$scratch/few.jsonl"
claims >"$scratch/few.nq"

printf '\n== a full disk\n'
refused 'free space' ingest "$scratch/many.jsonl"
# Batches that found room may be in, each article whole; what was in stays.
"$bin/silkgraph" verify "$scratch/many.jsonl"
claims | comm -13 - "$scratch/few.nq" | cmp - /dev/null
"$bin/silkgraph" export >"$scratch/before.nq"

printf '\n== a disk that cannot be written\n'
mount -o remount,ro "$disk"
refused 'must write' ingest "$scratch/few.jsonl"
unchanged
mount -o remount,rw,size=2g "$disk"

printf '\n== a store of a newer version\n'
format=$(cat "$SILKGRAPH_DB/format")
echo 999 >"$SILKGRAPH_DB/format"
refused 'newer silkgraph' ingest "$scratch/few.jsonl"
refused 'newer silkgraph' verify
echo "$format" >"$SILKGRAPH_DB/format"
unchanged

printf '\n== a second writer, and a reader beside the first\n'
"$bin/silkgraph" ingest "$scratch/many.jsonl" >/dev/null &
writer=$!
until [ -e "$SILKGRAPH_DB/writing" ]; do sleep 0.05; done
refused 'another silkgraph is writing' ingest "$scratch/few.jsonl"
"$bin/silkgraph" verify
wait "$writer"

printf '\n== with room enough all comes in\n'
"$bin/silkgraph" verify "$scratch/many.jsonl"
