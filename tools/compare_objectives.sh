#!/usr/bin/env bash
# Runs configs/objectives.yaml with every objective and seed, one run after the other, and prints what
# tools/compare_objectives.py says of them. Goes on where it was stopped.
#
#   tools/compare_objectives.sh DIR
#
# Environment: SEEDS (0 1 2), OBJECTIVES (pacs grpo rloo ppo)
set -euo pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
directory=${1:?Cannot compare: no directory given}
mkdir -p "$directory"
for seed in ${SEEDS:-0 1 2}; do
  for objective in ${OBJECTIVES:-pacs grpo rloo ppo}; do
    run=$directory/$objective-$seed
    sed -e "s/^  seed: .*/  seed: $seed/" -e "s/^  name: pacs$/  name: $objective/" \
      "$home/configs/objectives.yaml" >"$run.yaml"
    "$home/rondo" init --config "$run.yaml" --run "$run"
    "$home/rondo" run --run "$run"
  done
done
python3 "$home/tools/compare_objectives.py" "$directory"
