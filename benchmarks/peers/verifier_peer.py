#!/usr/bin/env python3
"""Rondo's math verifier beside Math-Verify on the same responses, in one run.

    pip install "math-verify[antlr4_13_2]"
    python benchmarks/peers/verifier_peer.py --rondo ./rondo [--limit N] FILE.jsonl...

Each line of a file has the fields gold and response (or pred), and a label (true, false or null)
where there is one. Prints the answers a second of both (Rondo as a whole process through `rondo
grade`, Math-Verify without its start), the agreement of each with the labels, of both with each
other, and with --show the rows where they differ. Math-Verify runs on one core, with its time
limits; a row that raises an error counts as not correct.
"""

import argparse
import json
import logging
import random
import subprocess
import time


def rows_of(files, limit):
    rows = []
    for file in files:
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                pred = row.get("response", row.get("pred"))
                rows.append((row["gold"], pred, row.get("label"), file))
    if limit and len(rows) > limit:
        random.Random(7).shuffle(rows)
        rows = rows[:limit]
    return rows


def rondo(command, rows):
    lines = "".join(
        json.dumps({"id": str(i), "gold": gold, "pred": pred}) + "\n"
        for i, (gold, pred, _, _) in enumerate(rows)
    )
    began = time.monotonic()
    out = subprocess.run(
        [command, "grade"], input=lines.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ).stdout
    seconds = time.monotonic() - began
    return [json.loads(line)["verdict"] == "correct" for line in out.splitlines()], seconds


def math_verify(rows):
    from math_verify import parse, verify

    logging.disable(logging.CRITICAL)
    verdicts = []
    began = time.monotonic()
    for gold, pred, _, _ in rows:
        try:
            verdicts.append(bool(verify(parse(f"${gold}$"), parse(pred))))
        except Exception:
            verdicts.append(False)
    return verdicts, time.monotonic() - began


def agreement(verdicts, rows):
    labelled = [(v, label) for v, (_, _, label, _) in zip(verdicts, rows) if label is not None]
    same = sum(v == label for v, label in labelled)
    return f"{same} of {len(labelled)} labels ({100 * same / max(1, len(labelled)):.2f} %)"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rondo", default="./rondo")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    rows = rows_of(options.files, options.limit)
    ours, our_seconds = rondo(options.rondo, rows)
    theirs, their_seconds = math_verify(rows)
    print(f"{len(rows)} rows")
    print(f"rondo grade   {len(rows) / our_seconds:9.0f} a second  agrees with {agreement(ours, rows)}")
    print(f"Math-Verify   {len(rows) / their_seconds:9.0f} a second  agrees with {agreement(theirs, rows)}")
    same = sum(a == b for a, b in zip(ours, theirs))
    print(f"{their_seconds / our_seconds:.1f} times as fast; same verdict in {100 * same / len(rows):.2f} %")
    shown = 0
    for a, b, (gold, pred, label, file) in zip(ours, theirs, rows):
        if a != b and shown < options.show:
            shown += 1
            print(f"rondo {a} Math-Verify {b} label {label}: {gold!r} | {pred[-160:]!r} ({file})")


if __name__ == "__main__":
    main()
