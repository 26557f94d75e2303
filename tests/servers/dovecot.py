"""A real Dovecot 2.3 in a temporary folder, on random loopback ports, with TLS.

Every user name exists and has the password `PASSWORD`; a fresh name is a fresh
mailbox. `UMLAUT_USER` has a password that LOGIN cannot carry.
"""

import getpass
import grp
import os
import shutil
import smtplib
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from servers.certificates import Certificate
from servers.daemon import await_greeting, free_ports, start, stop

PASSWORD = "correct-horse"
UMLAUT_USER, UMLAUT_PASSWORD = "umlaut", "Grüße ✓ \"\\"
NOBODY = 65534  # owns the mail where the tests run as root


@dataclass(slots=True)
class Dovecot:
    """A running server."""

    folder: Path
    imap: int  # STARTTLS
    imaps: int
    lmtp: int
    auth: int  # for Postfix
    process: subprocess.Popen[bytes]

    def fresh_user(self) -> str:
        """A user whose mailbox is empty."""
        return f"u{uuid.uuid4().hex[:12]}"

    def deliver(self, user: str, raw: bytes) -> None:
        """Put a mail into the user's inbox, as a mail server would."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as connection:
            connection.sendmail("sender@example.net", [user], raw)

    def maildir(self, user: str) -> Path:
        """Where the user's mail lies on disk."""
        return self.folder / "mail" / user / "Maildir"

    def stop(self) -> None:
        """End it."""
        stop(self.process)


def start_dovecot(folder: Path, certificate: Certificate) -> Dovecot:
    """A Dovecot whose configuration, mail and log lie in `folder`, which everybody must be able to walk to."""
    mail = folder / "mail"
    mail.mkdir(parents=True)
    owner = NOBODY if os.geteuid() == 0 else os.geteuid()
    if os.geteuid() == 0:
        os.chown(mail, owner, owner)
    ports = free_ports(4)
    (folder / "users").write_text(f"{UMLAUT_USER}:{{PLAIN}}{UMLAUT_PASSWORD}\n", "utf-8")
    (folder / "dovecot.conf").write_text(_configuration(folder, certificate, ports, owner), "utf-8")
    log = folder / "dovecot.log"
    process = start([shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", folder / "dovecot.conf"], log)
    server = Dovecot(folder, *ports, process)
    await_greeting(server.imap, b"* OK", process, log)
    return server


def _configuration(folder: Path, certificate: Certificate, ports: list[int], owner: int) -> str:
    imap, imaps, lmtp, auth = ports
    group = owner if os.geteuid() == 0 else os.getegid()
    return f"""
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = yes
ssl_cert = <{certificate.chain}
ssl_key = <{certificate.key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:%h/Maildir
mail_fsync = never
mail_uid = {owner}
mail_gid = {group}
first_valid_uid = 1
mail_max_userip_connections = 100
lmtp_rcpt_check_quota = no
{"" if os.geteuid() == 0 else _unprivileged()}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%n {folder}/users
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/mail/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  {"" if os.geteuid() == 0 else "chroot ="}
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    port = {auth}
  }}
}}
"""


def _unprivileged() -> str:
    user, group = getpass.getuser(), grp.getgrgid(os.getegid()).gr_name
    return f"""
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
service anvil {{
  chroot =
}}
"""
