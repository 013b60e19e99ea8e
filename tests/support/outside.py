"""The other side of a notice, for real, on loopback: an SMTP server and a webhook that keep what they are given."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Post:
    """What arrived. `refuse`: the answer to give instead of taking it, e.g. "451 later" or an HTTP status.
    `answer`: the body of a webhook's answer."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    refuse: str = ""
    answer: str = ""


@contextmanager
def smtp_server() -> Iterator[Post]:
    """A mail server that speaks as much of RFC 5321 as a client needs to hand a mail over."""
    post = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 post ready")
            while line := self.rfile.readline():
                verb = line.split()[0].upper() if line.split() else b""
                if verb == b"RCPT" and post.refuse:
                    self.say(post.refuse)
                elif verb == b"DATA":
                    self.say("354 go on")
                    post.mails.append(self.read_mail())
                    self.say("250 taken")
                elif verb == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say(
                        "250 post" if verb in {b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET"} else "502 no"
                    )

        def say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

        def read_mail(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            mail = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            return mail

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), post):
        yield post


@contextmanager
def webhook() -> Iterator[Post]:
    """A robot's address that takes JSON."""
    post = Post()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not post.refuse:
                post.calls.append(json.loads(body))
            self.send_response(int(post.refuse or 200))
            self.end_headers()
            self.wfile.write(post.answer.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing on the test's own output."""

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler), post):
        yield post


@contextmanager
def _serving(server: socketserver.TCPServer, post: Post) -> Iterator[None]:
    post.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
