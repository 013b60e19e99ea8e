"""Mail by SMTP, plain text only: nothing in a title can become markup, a header or a link."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Literal

from channels.notify.interface import Message, NotifyError

TIMEOUT_SECONDS = 20.0
Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server (RFC 5321). `sender`: the address in From; `user` '' = no sign-in."""

    host: str
    port: int
    sender: str
    security: Security = "none"
    user: str = ""
    password: str = ""

    def send(self, target: str, message: Message) -> str:
        """Hand a message over; the receipt is its Message-ID, with which the server's log names it.

        Raises:
            NotifyError: no server, a refusal, or an address that is none.
        """
        mail = self._mail(target, message)
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                refused = server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            raise NotifyError("邮件服务器不接受这个收件地址。", again=any(c < 500 for c in codes)) from error
        except smtplib.SMTPAuthenticationError as error:
            raise NotifyError("邮件服务器不接受账号或口令。") from error
        except smtplib.SMTPResponseException as error:
            raise NotifyError(
                f"邮件服务器退回（{error.smtp_code}）。", again=error.smtp_code < 500
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotifyError(f"邮件服务器 {self.host}:{self.port} 没有应答。") from error
        if refused:
            raise NotifyError("邮件服务器不接受这个收件地址。", again=False)
        return str(mail["Message-ID"])

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        if self.security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except BaseException:
                server.close()
                raise
        return server

    def _mail(self, target: str, message: Message) -> EmailMessage:
        if not is_address(target):
            raise NotifyError("收件地址不合格。", again=False)
        mail = EmailMessage()
        try:
            mail["Subject"] = message.subject
            mail["From"] = Address("三审三校", addr_spec=self.sender)
            mail["To"] = target
        except (ValueError, MessageError) as error:  # a line break in a header, an address that is none
            raise NotifyError("邮件的主题或地址不合格。", again=False) from error
        mail["Date"] = formatdate(localtime=True)
        # The same at every try: a mail program shows a message that came twice once.
        mail["Message-ID"] = f"<{message.key}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers
        mail.set_content(message.body)
        return mail


def is_address(text: str) -> bool:
    """Whether `text` is one plain mail address, without a name or a line break."""
    if parseaddr(text) != ("", text) or text.count("@") != 1 or not text.isascii() or len(text) > 254:
        return False
    name, host = text.split("@")
    return bool(name and host.strip(".")) and not any(char.isspace() for char in text)
