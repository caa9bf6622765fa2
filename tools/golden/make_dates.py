"""Makes the golden dates: what Python's strftime makes of every code and flag that a chat template
may use, on dates that begin and end years and weeks.

    LC_ALL=C python3 tools/golden/make_dates.py \
        policy/src/test/resources/dev/rondo/policy/text/jinja/dates.json

Made with Python 3.11.7 on glibc 2.36, as Transformers' strftime_now calls it: a datetime without a
time zone, here at midnight. Date to format to text.
"""

import datetime
import json
import sys

DATES = ["2024-07-26", "2024-02-29", "2024-12-30", "2023-01-01", "2021-01-03", "1999-12-31",
         "2000-01-01", "2026-11-08", "1970-10-05", "9999-12-31", "1000-01-01"]
NUMBERS = "deHIjklmMSuUVwWyYCGg"
WORDS = "aAbBh"
OTHERS = "cDfFnpPrRtTxXzZ%"
TEXTS = ["%d %b %Y", "%B %d, %Y", "%Y-%m-%d", "%A, %-d. %B %Y", "Today: %e %b", "", "é%%d", "%d%m"]


def main(path):
    formats = [f"%{flag}{code}" for code in NUMBERS for flag in ("", "-", "_", "0")]
    formats += [f"%{flag}{code}" for code in WORDS for flag in ("", "^", "#")]
    formats += [f"%{code}" for code in OTHERS] + TEXTS
    golden = {}
    for date in DATES:
        day = datetime.datetime.fromisoformat(date)
        golden[date] = {format: day.strftime(format) for format in formats}
    with open(path, "w", encoding="utf-8") as out:
        json.dump(golden, out, indent=0)
        out.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
