"""A mail server that others wrote (aiosmtpd), which reads each message with Python's own reader of mail and tells what is in it."""

import json
import sys
import time
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Tells:
    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        told = {
            "to": envelope.rcpt_tos,
            "subject": message["subject"],
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "kinds": [part.get_content_type() for part in message.walk()],
            "text": message.get_body(("plain",)).get_content(),
            "html": message.get_body(("html",)).get_content(),
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
        }
        print(json.dumps(told), flush=True)
        return "250 taken"


server = Controller(Tells(), hostname="127.0.0.1", port=int(sys.argv[1]))
server.start()
print("listening", flush=True)
while True:
    time.sleep(3600)
