"""Logs in by SCRAM-SHA-256 with the SASL client of slixmpp, over imaplib and smtplib, and prints what the server said.

usage: IMAP_PORT, SMTP_PORT, IMAP_CA, IMAP_USER, IMAP_PASSWORD and scram_client.py
"""

import imaplib
import json
import os
import smtplib
import ssl

from slixmpp.util.sasl import client

context = ssl.create_default_context(cafile=os.environ["IMAP_CA"])


def mechanism(password):
    """Raises SASLMutualAuthFailed later on when the server cannot prove that it has the password."""
    credentials = {"username": os.environ["IMAP_USER"], "password": password}
    security = {"encrypted": True, "unencrypted_scram": False}
    return client.choose(["SCRAM-SHA-256"], lambda _required, _optional: dict(credentials), lambda _wanted: security)


def imap(password):
    mech = mechanism(password)
    with imaplib.IMAP4_SSL("localhost", int(os.environ["IMAP_PORT"]), ssl_context=context) as server:
        try:
            return server.authenticate("SCRAM-SHA-256", lambda challenge: mech.process(challenge) or b"")[0]
        except imaplib.IMAP4.error as refused:
            return str(refused)


def smtp(password):
    mech = mechanism(password)
    with smtplib.SMTP_SSL("localhost", int(os.environ["SMTP_PORT"]), context=context) as server:
        server.ehlo()
        first = mech.process().decode()
        steps = iter([first])

        def answer(challenge=None):
            return next(steps, None) or (mech.process(challenge) or b"").decode()

        try:
            return server.auth("SCRAM-SHA-256", answer)[0]
        except smtplib.SMTPAuthenticationError as refused:
            return refused.smtp_code


right = os.environ["IMAP_PASSWORD"]
wrong = "acde-fghj-kmnp-rtuv-wxyz-3474"
print(json.dumps({"right": [imap(right), smtp(right)], "wrong": [imap(wrong), smtp(wrong)]}))
