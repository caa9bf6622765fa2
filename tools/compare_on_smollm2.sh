#!/usr/bin/env bash
# Runs configs/smollm2.yaml, without its control, for two objectives, with adapters and with all weights,
# for every seed, and prints what tools/compare_objectives.py says of them. Goes on where it was stopped.
#
#   tools/compare_on_smollm2.sh DIR POLICY
#
# POLICY is what `rondo adopt` made of the model, in the type of DTYPE.
# Environment: SEEDS (0 1), RUNS (pacs grpo pacs-all grpo-all), DTYPE (bfloat16) and INSTRUCTION_SET (amx),
#              THREADS (2), ALL_WEIGHTS_RATE (2.0e-5), LANES (1): runs at a time
set -euo pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
directory=${1:?Cannot compare: no directory given}
policy=${2:?Cannot compare: no policy given}
dtype=${DTYPE:-bfloat16}
mkdir -p "$directory"
policy=$(cd -P "$policy" && pwd)

# $1: name of the run: the objective, and -all where all weights are trained; $2: seed
one_run() {
  local run=$directory/$1-$2
  local -a changes=(
    -e "s/^  rounds: .*/&\n  seed: $2/"
    -e "s/^  name: pacs$/  name: ${1%-all}/"
    -e "s|^  from: policies/smollm2.*|  from: '$policy'|"
    -e "s/^\(  published-dtype\|  compute-type\|  dtype\): .*/\1: $dtype/"
    -e "s/^  instruction-set: .*/  instruction-set: ${INSTRUCTION_SET:-amx}/"
    -e "s/^  threads: .*/  threads: ${THREADS:-2}/"
    -e '/^control:/,/^$/d'
  )
  if [[ $1 == *-all ]]; then
    changes+=(-e '/^adapters:/,/^$/d' -e "s/^  learning-rate: .*/  learning-rate: ${ALL_WEIGHTS_RATE:-2.0e-5}/")
  fi
  if [[ $dtype == float32 ]]; then # as `rondo quickstart --model` does
    changes+=(-e 's/^memory:.*/&\n  micro-batch-tokens: 1024/')
  fi
  sed "${changes[@]}" "$home/configs/smollm2.yaml" >"$run.yaml"
  "$home/rondo" init --config "$run.yaml" --run "$run"
  "$home/rondo" run --run "$run" >"$run.log" 2>&1 || printf '%s stopped: %s.log says why\n' "$1-$2" "$run" >&2
}

for seed in ${SEEDS:-0 1}; do
  for name in ${RUNS:-pacs grpo pacs-all grpo-all}; do
    while (($(jobs -rp | wc -l) >= ${LANES:-1})); do wait -n || true; done
    one_run "$name" "$seed" &
  done
done
wait
python3 "$home/tools/compare_objectives.py" "$directory"
