"""Verifies the signatures of a message with dkimpy. Prints for each its algorithm, domain and whether it holds, as JSON.

usage: DKIM_RECORDS='{"name": "value", ...}' dkim_verify.py < message
"""

import json
import os
import re
import sys

import dkim

records = json.loads(os.environ["DKIM_RECORDS"])
message = sys.stdin.buffer.read()


def txt(name, timeout=5):
    return records.get(name.decode().rstrip("."), "").encode() or None


found = []
for index in range(len(re.findall(rb"(?mi)^DKIM-Signature:", message.split(b"\r\n\r\n")[0]))):
    verifier = dkim.DKIM(message)
    holds = verifier.verify(idx=index, dnsfunc=txt)
    fields = verifier.signature_fields
    found.append({"algorithm": fields[b"a"].decode(), "domain": fields[b"d"].decode(), "holds": bool(holds)})
print(json.dumps(found))
