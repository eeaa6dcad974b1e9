#!/usr/bin/env python3
"""Checks the chain of a phaseout ledger from its export alone.

    phaseout ledger export > ledger.jsonl
    python3 check.py ledger.jsonl [--head SEQ:HASH]

Shares no code with phaseout: any Python 3, nothing to install.
"""

import hashlib
import json
import sys

COLUMNS = ("actor corrects generation id kind office on_date payload prev recorded_at schema "
           "script_set seq subject").split()


def refuse(_):
    raise ValueError("a float")


def unique(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def canonical(event):
    """RFC 8785: with ASCII keys and without floats, Python's own writer gives just that."""
    return json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def check(lines, kept):
    """The first event that is not as it was recorded, and why; else how many there are."""
    seq, prev = 0, "0" * 64
    for seq, line in enumerate(lines, 1):
        try:
            event = json.loads(line, parse_float=refuse, parse_constant=refuse,
                               object_pairs_hook=unique)
            written = canonical(event)
            stored = event.pop("hash")
            computed = hashlib.sha256(canonical(event).encode("utf-8")).hexdigest()
        except (ValueError, KeyError, AttributeError) as error:
            return f"event {seq} cannot be read: {error!r}"
        if written != line.rstrip("\n") or sorted(event) != COLUMNS:
            return f"event {seq} is not written as the ledger writes it"
        if event["seq"] != seq or event["prev"] != prev or computed != stored:
            return f"event {seq} breaks the chain"
        prev = stored
        if kept and kept[0] == str(seq) and kept[1].lower() != prev:
            return f"event {seq} has another hash than the head that was kept"
    if kept and int(kept[0]) > seq:
        return f"the events after {seq} are gone: the head that was kept is {kept[0]}"
    print(f"{seq} events, head {seq}:{prev}")


if __name__ == "__main__":
    head = sys.argv[3].split(":") if sys.argv[2:3] == ["--head"] else None
    with open(sys.argv[1], encoding="utf-8", newline="\n") as export:
        sys.exit(check(export, head))
