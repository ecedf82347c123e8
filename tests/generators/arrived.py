"""Prints which of the two calls arrived at the mock as they were meant. Reads the journal of the mock."""

import json
import sys

QUERY = {"limit": 10, "order_by": "create_time", "order": "desc"}
BODY = {"name": "env-test", "vpc_id": "0c72428b-cd6c-4283-a560-210d3edb49f7", "deploy_mode": "virtualmachine"}


def verdict(name, entry, part, wanted):
    if entry is None:
        return f"{name}: nothing arrived"
    sent = entry["request"].get(part)
    return f"{name}: {entry['status']}" + ("" if sent == wanted else f", sent {json.dumps(sent)}")


called = {entry["operation"]: entry for entry in json.load(sys.stdin)}
verdicts = [
    verdict("list", called.get("v3.list_environments"), "query", QUERY),
    verdict("create", called.get("v3.create_environment"), "body", BODY),
]
print("; ".join(verdicts))
