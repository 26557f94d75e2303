"""A real Postfix in a temporary folder: submission with STARTTLS and AUTH, delivery into Dovecot.

Nothing can leave the machine: what is not for `DOMAIN` has no way out. Needs root.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from servers.certificates import Certificate
from servers.daemon import await_greeting, free_ports, start, stop
from servers.dovecot import Dovecot

DOMAIN = "example.org"
SERVICES = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(slots=True)
class Postfix:
    """A running server; log in with a user of its Dovecot."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it; the master's children leave with it."""
        stop(self.process)


def start_postfix(folder: Path, certificate: Certificate, dovecot: Dovecot) -> Postfix:
    """A Postfix whose configuration, queue and log lie in `folder`, which everybody must be able to walk to."""
    conf, queue, data = (folder / name for name in ("conf", "queue", "data"))
    for each in (conf, queue, data):
        each.mkdir(parents=True)
    postfix = pwd.getpwnam("postfix")
    os.chown(data, postfix.pw_uid, postfix.pw_gid)
    port, log = free_ports(1)[0], folder / "postfix.log"
    (conf / "main.cf").write_text(_main(folder, certificate, dovecot))
    submission = f"127.0.0.1:{port} inet n - n - - smtpd -o smtpd_tls_auth_only=yes\n"
    (conf / "master.cf").write_text(submission + SERVICES.lstrip())
    environment = {"MAIL_CONFIG": str(conf)}
    program = shutil.which("postfix") or "/usr/sbin/postfix"
    subprocess.run([program, "-c", conf, "check"], check=True, capture_output=True)
    process = start([_daemon_folder() / "master", "-c", conf, "-d"], log, environment)
    await_greeting(port, b"220", process, log)
    return Postfix(folder, port, process)


def _daemon_folder() -> Path:
    answer = subprocess.run(["postconf", "-h", "daemon_directory"], check=True, capture_output=True, text=True)
    return Path(answer.stdout.strip())


def _main(folder: Path, certificate: Certificate, dovecot: Dovecot) -> str:
    return f"""
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = mail.{DOMAIN}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:{dovecot.lmtp}
smtp_dns_support_level = disabled
default_transport = error:no outside mail
smtpd_tls_cert_file = {certificate.chain}
smtpd_tls_key_file = {certificate.key}
smtpd_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{dovecot.auth}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
"""
