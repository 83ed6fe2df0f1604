"""A receiver of Tandem's webhooks in Python 3, with nothing but its standard library.

Verify, answer, then work; drop what was had; order by sequence.

    TANDEM_SECRET=whsec_… PORT=4100 python3 docs/examples/receiver.py
"""

import base64
import hashlib
import hmac
import json
import os
import queue
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 5 * 60
# Tandem sends data of at most 300 KB, and the envelope around them.
BODY_BYTES_MAX = 1_000_000

KEY = base64.b64decode(os.environ["TANDEM_SECRET"].removeprefix("whsec_"), validate=True)
if not KEY:
    raise SystemExit("TANDEM_SECRET is empty")

# Both stand for tables of your database. Write the id of a message in the transaction that does its work, so that a
# crash between the two neither loses it nor does it twice.
taken = set()  # ids of the messages that were taken
applied = {}  # the highest sequence that was applied, by the record that it is of
taking = threading.Lock()
waiting = queue.Queue()


def is_genuine(message_id, timestamp, signatures, body):
    """Whether the message is signed with our secret, and not more than five minutes away."""
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest())
    # There are several while a secret is changed over.
    return any(hmac.compare_digest(each.encode(), expected) for each in signatures.split(" "))


def work():
    """After the answer: whatever takes time belongs here, not before it."""
    while True:
        event = waiting.get()
        kind, subject, sequence = event["type"], event["subject"], event["sequence"]
        if sequence < applied.get(subject, 0):
            print("older", kind, subject, sequence, flush=True)
            continue
        applied[subject] = sequence
        print("applied", kind, subject, sequence, flush=True)


class Receiver(BaseHTTPRequestHandler):
    timeout = 15

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not re.fullmatch(r"[0-9]{1,12}", length):
            return self.answer(411, "say how long it is")
        if int(length) > BODY_BYTES_MAX:
            return self.answer(413, "too large")
        # The bytes as they came: a signature is of them, and not of the JSON in them.
        body = self.rfile.read(int(length))
        message_id = self.headers.get("webhook-id", "")
        timestamp = self.headers.get("webhook-timestamp", "")
        signatures = self.headers.get("webhook-signature", "")
        if not message_id or not is_genuine(message_id, timestamp, signatures, body):
            return self.answer(401, "not signed by Tandem, or too old")
        with taking:
            had = message_id in taken
            taken.add(message_id)
        if had:
            return self.answer(200, "had it")
        waiting.put(json.loads(body))
        return self.answer(200, "taken")

    def answer(self, status, words):
        content = f"{words}\n".encode()
        self.send_response(status)
        self.send_header("content-type", "text/plain")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Nothing: what was done is said by work()."""


class Server(ThreadingHTTPServer):
    # Tandem sends many at once; Python's own five waiting connections would let the others time out.
    request_queue_size = 128
    daemon_threads = True


threading.Thread(target=work, daemon=True).start()
server = Server(("127.0.0.1", int(os.environ.get("PORT", "4100"))), Receiver)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
