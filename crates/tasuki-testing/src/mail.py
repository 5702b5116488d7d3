"""A mail server that takes everything. It prints its port, then each mail as a line of JSON."""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP


class Printer:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        told = {
            "to": envelope.rcpt_tos,
            "subject": message["Subject"],
            "text": message.get_content(),
        }
        print(json.dumps(told), flush=True)
        return "250 OK"


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Printer()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # It ends when whoever started it ends.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
