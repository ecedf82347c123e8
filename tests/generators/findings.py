"""Prints how many findings of each rule a validator reports, errors first. Reads the JSON of redocly or spectral."""

import collections
import json
import sys

report = json.load(sys.stdin)
if isinstance(report, dict):
    found = [(problem["severity"], problem["ruleId"]) for problem in report["problems"]]
else:
    found = [("error" if problem["severity"] == 0 else "warn", problem["code"]) for problem in report]
counts = sorted(collections.Counter(found).items())
print("; ".join(f"{severity}: {count} {rule}" for (severity, rule), count in counts) or "nothing")
