"""Forwards a PDF with smtplib and email, as scripts do.

usage: SMTP_PORT, SMTP_CA, SMTP_USER, SMTP_PASSWORD and smtplib_client.py FROM TO SUBJECT FILE
"""

import os
import smtplib
import ssl
import sys
from email.message import EmailMessage

sender, recipient, subject, path = sys.argv[1:]
message = EmailMessage()
message["From"] = sender
message["To"] = recipient
message["Subject"] = subject
message.set_content("Anbei der Brief, mit Grüßen.\n")
with open(path, "rb") as file:
    message.add_attachment(file.read(), maintype="application", subtype="pdf", filename=os.path.basename(path))
context = ssl.create_default_context(cafile=os.environ["SMTP_CA"])
with smtplib.SMTP_SSL("localhost", int(os.environ["SMTP_PORT"]), context=context) as smtp:
    smtp.login(os.environ["SMTP_USER"], os.environ["SMTP_PASSWORD"])
    smtp.send_message(message)
