"""Tables from the runs that tools/compare_objectives.sh or tools/compare_on_smollm2.sh made: pass@1 of
every objective and seed, the gain over the base policy, differences between objectives, learning
curves. Standard library only.

    python3 tools/compare_objectives.py DIR

Intervals are percentile bootstraps (10,000 resamples, seeded). For one run they resample problems. For
a difference of two objectives they resample problems inside each seed, the same for both, and then
average over the seeds: they hold for these seeds. How much seeds differ is said beside it, by the
differences of the single seeds.
"""

import json
import random
import sys
from pathlib import Path

RESAMPLES = 10_000
POINTS = 100
ALL = "-all"  # of a run that trains all weights, where others train adapters


def shares(summary):
    """Share of correct samples by problem, in the order of the file: the same for every run of a seed."""
    problems = json.loads(summary.read_text())["problems"]
    return {p["problem-id"]: p["correct"] / p["samples"] for p in problems}


def interval(values):
    values = sorted(values)
    return values[round(0.025 * len(values))], values[round(0.975 * len(values)) - 1]


def mean(values):
    return sum(values) / len(values)


def bootstrap(by_seed, generator):
    """Mean over seeds of the mean over problems, and its 95 % interval."""
    estimates = []
    for _ in range(RESAMPLES):
        estimates.append(mean([mean(generator.choices(s, k=len(s))) for s in by_seed]))
    return (mean([mean(s) for s in by_seed]), *interval(estimates))


def told(estimate, sign=""):
    value, low, high = (POINTS * x for x in estimate)
    return f"{value:{sign}.1f} [{low:.1f}, {high:.1f}]"


def seconds_after_rounds(run):
    """Wall time of sampling and training up to the end of every round, evaluations left out."""
    spent = {}
    for line in (run / "metrics" / "metrics.jsonl").read_text().splitlines():
        row = json.loads(line)
        for phase, key in (("sample", "rollout/seconds"), ("round", "train/round_seconds")):
            if row["phase"] == phase:
                spent[row["round"]] = spent.get(row["round"], 0) + row[key]
    total, after = 0, {0: 0}
    for number in sorted(spent):
        total += spent[number]
        after[number] = total
    return after


def main():
    directory = Path(sys.argv[1])
    runs = {}
    for run in sorted(directory.iterdir()):
        objective, _, seed = run.name.rpartition("-")
        evals = run / "evals" / "held-out"
        names = sorted(p.parent.parent.name for p in evals.glob("round-*/__rondo/pass-at-k.json"))
        if seed.isdigit() and len(names) > 1 and (run / "report" / "index.html").exists():
            runs[objective, int(seed)] = {
                n: shares(evals / n / "__rondo" / "pass-at-k.json") for n in names
            }
    order = ["pacs", "grpo", "rloo", "ppo"]
    objectives = sorted({o for o, _ in runs}, key=lambda o: (o.endswith(ALL), order.index(o.removesuffix(ALL))))
    seeds = [s for s in sorted({s for _, s in runs}) if all((o, s) in runs for o in objectives)]
    generator = random.Random(1)

    print("| seed | base policy |", " | ".join(f"`{o}`" for o in objectives), "|")
    print("|---" * (2 + len(objectives)) + "|")
    for seed in seeds:
        cells = []
        for objective in objectives:
            run = runs[objective, seed]
            first, last = min(run), max(run)
            if not cells:
                cells.append(told(bootstrap([list(run[first].values())], generator)))
            cells.append(told(bootstrap([list(run[last].values())], generator)))
        print(f"| {seed} |", " | ".join(cells), "|")

    print("\nGain over the base policy, paired by problem, mean over the seeds:")
    for objective in objectives:
        by_seed = []
        for seed in seeds:
            run = runs[objective, seed]
            first, last = run[min(run)], run[max(run)]
            by_seed.append([last[p] - first[p] for p in first])
        print(f"  {objective}: {told(bootstrap(by_seed, generator), '+')}")

    print("\nDifferences, paired by problem, mean over the seeds; then each seed:")
    for k, one in enumerate(objectives):
        for other in objectives[k + 1 :]:
            by_seed = []
            for seed in seeds:
                a, b = runs[one, seed], runs[other, seed]
                a, b = a[max(a)], b[max(b)]
                by_seed.append([a[p] - b[p] for p in a])
            each = ", ".join(f"{POINTS * mean(s):+.1f}" for s in by_seed)
            print(f"  {one} - {other}: {told(bootstrap(by_seed, generator), '+')} ({each})")

    print("\nMean pass@1 over the seeds after so many rounds:")
    for objective in objectives:
        names = sorted(runs[objective, seeds[0]])
        curve = [mean([mean(list(runs[objective, s][n].values())) for s in seeds]) for n in names]
        print(f"  {objective}:", ", ".join(f"{int(n[6:])}: {POINTS * c:.1f}" for n, c in zip(names, curve)))

    if all(len(run) == 2 for run in runs.values()):
        return  # evaluated before and after only
    print("\nSeconds of all rounds, mean over the seeds, and the last evaluated policy within the time")
    print("of the quickest objective of each seed: round of each seed, mean pass@1 over the seeds:")
    after = {key: seconds_after_rounds(directory / f"{key[0]}-{key[1]}") for key in runs}
    for objective in objectives:
        rounds, values = [], []
        for seed in seeds:
            budget = min(max(after[o, seed].values()) for o in objectives)
            run, spent = runs[objective, seed], after[objective, seed]
            name = max(n for n in run if spent[int(n[6:])] <= budget)
            rounds.append(str(int(name[6:])))
            values.append(mean(list(run[name].values())))
        total = mean([max(after[objective, s].values()) for s in seeds])
        print(f"  {objective}: {total:.0f} s; {', '.join(rounds)}: {POINTS * mean(values):.1f}")


if __name__ == "__main__":
    main()
