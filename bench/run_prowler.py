"""Prowler as its own command starts it, with one help: addresses such as 123456789012.127.0.0.1 lead to the loopback.

S3 Control puts the account id before the host name. Behind an emulator that listens on an IP address there is no such name,
and every call would wait for three failed look-ups: time that says nothing about Prowler.
"""

import re
import socket
import sys

_look_up = socket.getaddrinfo


def _loopback(host, *args, **kwargs):
    if isinstance(host, str) and re.fullmatch(r"\d{12}\.127\.0\.0\.1", host):
        host = "127.0.0.1"
    return _look_up(host, *args, **kwargs)


socket.getaddrinfo = _loopback

from prowler.__main__ import prowler  # noqa: E402

if __name__ == "__main__":
    sys.argv[0] = "prowler"
    sys.exit(prowler())
