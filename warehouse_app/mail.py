"""Mail: one message with its files, handed to the server that WAREHOUSE_SMTP names.

smtp://host:port, smtp+tls://user:password@host (TLS begun after the greeting), smtps://user:password@host.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

_SECONDS = 20
_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_TYPES = {".pdf": ("application", "pdf"),
          ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")}  # fmt: skip


class MailFailed(Exception):
    """The message was not taken; the text says why. Trying later may succeed."""


@dataclass(frozen=True)
class Letter:
    """A message: `key` makes it one message however often it is sent; `files` by their names."""

    key: str
    to: Sequence[str]
    subject: str
    text: str
    files: Mapping[str, bytes] = field(default_factory=dict)


def send(letter: Letter, server: str = "", sender: str = "") -> None:
    """Hand a letter over. Raises MailFailed."""
    server = server or os.environ.get("WAREHOUSE_SMTP", "")
    address = urlsplit(server)
    if address.scheme not in _PORTS or not address.hostname:
        raise MailFailed("WAREHOUSE_SMTP is not set to an address like smtp://host:25")
    sender = sender or os.environ.get("WAREHOUSE_MAIL_FROM", "") or f"warehouse@{address.hostname}"
    host, port = address.hostname, address.port or _PORTS[address.scheme]
    safe = ssl.create_default_context()
    try:
        opened = (
            smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=safe) if address.scheme == "smtps"
            else smtplib.SMTP(host, port, timeout=_SECONDS)
        )  # fmt: skip
        with opened as connection:
            if address.scheme == "smtp+tls":
                connection.starttls(context=safe)
            if address.username:
                connection.login(unquote(address.username), unquote(address.password or ""))
            connection.send_message(_written(letter, sender))
    except (OSError, smtplib.SMTPException) as error:
        raise MailFailed(f"{type(error).__name__}: {error}"[:300]) from error


def _written(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, ", ".join(letter.to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Message-ID"] = f"<{letter.key}@{sender.rpartition('@')[2]}>"
    message.set_content(letter.text)
    for name, data in letter.files.items():
        kind, subkind = next((t for end, t in _TYPES.items() if name.endswith(end)), ("application", "octet-stream"))
        message.add_attachment(data, maintype=kind, subtype=subkind, filename=name)
    return message
