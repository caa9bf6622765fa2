#!/usr/bin/env python3
"""Agreement of `rondo grade` with labelled responses.

    python tools/verifier_agreement.py [--rondo ./rondo] [--extraction ladder] [--show] FILE.jsonl...

Each line of a file has the fields gold, response and label (true, false or null). Prints a row for
each file: rows, labelled rows, how many verdicts agree with the label, how many are accepted against
a false label and rejected against a true one, and what became of rows without a label; with --show
also every row where verdict and label differ, with file and line.
"""

import argparse
import json
import os
import shlex
import subprocess


def verdicts(command, extraction, rows):
    lines = "".join(
        json.dumps(
            {"id": str(number), "gold": str(row["gold"]), "pred": row["response"]}, ensure_ascii=False
        )
        + "\n"
        for number, row in rows
    )
    done = subprocess.run(
        shlex.split(command) + ["grade", "--extraction", extraction],
        input=lines.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def short(value, most):
    text = " ".join(str(value).split())
    return text if len(text) <= most else "..." + text[-most:]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rondo", default="./rondo", help="the command (default: ./rondo)")
    parser.add_argument("--extraction", default="ladder", choices=["ladder", "boxed"])
    parser.add_argument("--show", action="store_true", help="print the rows that differ")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    print("file\trows\tlabelled\tagree\tpercent\tfalse accepts\tfalse rejects\tunlabelled correct\tunlabelled other")
    sums = [0] * 7
    for file in options.files:
        with open(file, encoding="utf-8") as lines:
            rows = [(number, json.loads(line)) for number, line in enumerate(lines, 1) if line.strip()]
        results = verdicts(options.rondo, options.extraction, rows)
        counts = [len(rows), 0, 0, 0, 0, 0, 0]
        for (number, row), result in zip(rows, results, strict=True):
            is_correct = result["verdict"] == "correct"
            label = row.get("label")
            if label is None:
                counts[5 if is_correct else 6] += 1
                continue
            counts[1] += 1
            if is_correct == label:
                counts[2] += 1
                continue
            counts[3 if is_correct else 4] += 1
            if options.show:
                print(
                    f"  line {number}: label {label}, {result['verdict']} ({result['reason']},"
                    f" {result['rung']}): gold {short(row['gold'], 100)!r}, read"
                    f" {short(result['extracted'], 100)!r}, response {short(row['response'], 160)!r}"
                )
        print_row(os.path.basename(file), counts)
        sums = [a + b for a, b in zip(sums, counts)]
    print_row("all", sums)


def print_row(name, counts):
    percent = 100 * counts[2] / counts[1] if counts[1] else float("nan")
    print("\t".join(map(str, [name, *counts[:3], f"{percent:.2f}", *counts[3:]])))


if __name__ == "__main__":
    main()
