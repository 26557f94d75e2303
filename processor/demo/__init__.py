"""The whole job on sample mails: Maildir in, SQLite, Maildir out. No account, no network, nothing sent."""
