"""Two machines on one: network namespaces with an address each, on a link to this one.

Sockets in the file system are shared, so both use the same stores, as two machines use the same
servers. Needs root.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NETWORK = "10.213.{place}.{end}"


@dataclass(frozen=True)
class Namespace:
    """A machine's name, and its address as this one sees it."""

    name: str
    address: str

    def command(self, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.name, *command]

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self.command(*command))


def can_make() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and bool(shutil.which("ip"))


@contextmanager
def namespaces(number: int) -> Iterator[list[Namespace]]:
    """Make namespaces, and remove them at the end."""
    made: list[Namespace] = []
    try:
        for place in range(number):
            made.append(Namespace(f"notify-bench-{place}", NETWORK.format(place=place, end=2)))
            _make(made[-1], place)
        yield made
    finally:
        for namespace in made:
            subprocess.run(["ip", "netns", "del", namespace.name], check=False)


def _make(namespace: Namespace, place: int) -> None:
    ours, theirs = f"notify-b{place}", f"notify-c{place}"
    for command in (
        f"ip netns add {namespace.name}",
        f"ip link add {ours} type veth peer name {theirs} netns {namespace.name}",
        f"ip addr add {NETWORK.format(place=place, end=1)}/24 dev {ours}",
        f"ip link set {ours} up",
        f"ip -n {namespace.name} addr add {namespace.address}/24 dev {theirs}",
        f"ip -n {namespace.name} link set {theirs} up",
        f"ip -n {namespace.name} link set lo up",
    ):
        subprocess.run(command.split(), check=True)
