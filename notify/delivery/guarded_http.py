"""HTTP to addresses that strangers give us: public ones only, checked at the moment of connecting.

A name is resolved once and the connection goes to the very address that was checked, so neither a
redirect nor a name that resolves to something else the next time (DNS rebinding) reaches inside.
"""

import socket
from ipaddress import ip_address
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError


class RefusedAddress(NewConnectionError):
    """The name leads to an address that is not on the public internet."""


def _is_allowed(address: str, *, loopback: bool) -> bool:
    found = ip_address(address.split("%", maxsplit=1)[0])
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return (found.is_global and not found.is_multicast) or (loopback and found.is_loopback)


class _Guard:
    """Opens sockets for a connection, to checked addresses only."""

    allow_loopback = False

    def _new_conn(self: Any) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise NewConnectionError(self, "the name does not resolve") from error
        addresses = [(str(address[0]), int(address[1])) for *_, address in found]
        if not all(_is_allowed(host, loopback=self.allow_loopback) for host, _ in addresses):
            raise RefusedAddress(self, "the address is not public")
        timeout = self.timeout if isinstance(self.timeout, (int, float)) else None
        try:
            return socket.create_connection(addresses[0], timeout)
        except OSError as error:
            raise NewConnectionError(self, "no connection") from error


class _Http(_Guard, HTTPConnection):
    pass


class _Https(_Guard, HTTPSConnection):
    pass


class _HttpToLoopback(_Http):
    allow_loopback = True


class _HttpsToLoopback(_Https):
    allow_loopback = True


def guarded_pool(*, allow_loopback: bool, seconds: float) -> urllib3.PoolManager:
    """Return a pool that connects to public addresses only, and to loopback where allowed."""

    class HttpPool(HTTPConnectionPool):
        ConnectionCls = _HttpToLoopback if allow_loopback else _Http

    class HttpsPool(HTTPSConnectionPool):
        ConnectionCls = _HttpsToLoopback if allow_loopback else _Https

    pool = urllib3.PoolManager(
        num_pools=200,
        maxsize=4,
        timeout=urllib3.Timeout(total=seconds),
        retries=False,
    )
    pool.pool_classes_by_scheme = {"http": HttpPool, "https": HttpsPool}
    return pool
