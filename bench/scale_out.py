"""How accepting and delivering grow with web processes, workers and machines on the same stores.

    .venv/bin/python -m bench.scale_out [emails]

One, two and four of each, then two "machines" in network namespaces (left out when not root). All
share this machine's processors, so throughput can grow only until those are busy; CPU an email that
stays level says that nothing else gets in the way.
"""

import itertools
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import requests

from bench.cpu import cpu_seconds
from bench.load import offer, post
from bench.namespaces import Namespace, can_make, namespaces
from bench.product import Product, free_port, wait_for
from bench.results import Figure, save
from bench.routes import add_provider, use_only

CONNECTIONS = 32
SIZES = ((1, 1), (2, 1), (4, 1), (2, 2), (2, 4))  # web processes, workers
PROVIDER_MS = "20"
AWS = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}


class Machine(Product):
    """A product in a network namespace."""

    def __init__(self, product: Product, namespace: Namespace) -> None:
        self.__dict__.update(product.__dict__)
        self.namespace = namespace
        self.url = f"http://{namespace.address}:{self.port}"
        self.arguments = (*product.arguments, "--host", namespace.address)

    def start(self) -> float:
        """Start everything in the namespace; return the seconds until it answered."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.namespace.command(sys.executable, "manage.py", "up", *self.arguments),
                cwd=Path(__file__).parents[1],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(self._answers, 60, f"the machine answers; its log: {self.log}")
        return time.monotonic() - began


def main() -> None:
    """Measure each size and print the curve."""
    emails = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    figures: dict[str, Figure] = {}
    print(f"{'':34}{'accepted/s':>12}{'delivered/s':>13}{'CPU ms an email':>17}")
    for web, workers in SIZES:
        figures |= one_machine(web, workers, emails)
    if can_make():
        figures |= two_machines(emails)
    else:
        print("two machines: left out, network namespaces need root")
    save("scale_out", figures)


def one_machine(web: int, workers: int, emails: int) -> dict[str, Figure]:
    folder = Path(tempfile.mkdtemp(prefix="notify-bench-"))
    port = free_port()
    stub = subprocess.Popen([sys.executable, "-m", "bench.stub_provider", str(port), PROVIDER_MS])
    sizes = {"WEB_WORKERS": str(web), "DELIVERY_PROCESSES": str(workers)}
    product = Product(folder, **sizes, **AWS)
    try:
        product.start()
        _route(product, port)
        name = f"{web} web, {workers} worker{'s' if workers > 1 else ''}"
        return _report(name, [product], [f"http://127.0.0.1:{port}"], emails)
    finally:
        product.stop()
        stub.terminate()
        shutil.rmtree(folder)


def two_machines(emails: int) -> dict[str, Figure]:
    folders = [Path(tempfile.mkdtemp(prefix="notify-bench-")) for _ in range(2)]
    port = free_port()
    sizes = {"WEB_WORKERS": "1", "DELIVERY_PROCESSES": "1", "PORT": "8000", "DEBUG": "true"}
    with namespaces(2) as places:
        everywhere = "0.0.0.0"  # noqa: S104  the workers' loopback, and our link to it
        command = ("-m", "bench.stub_provider", str(port), PROVIDER_MS, everywhere)
        stubs = [place.start(sys.executable, *command) for place in places]
        first = Product(folders[0], **sizes, **AWS)
        first.port = 8000
        machines: list[Product] = [Machine(first, places[0])]
        try:
            machines[0].start()
            machines[0].demo = machines[0].demo_data()
            second = machines[0].another_machine(folders[1], **sizes, **AWS)
            second.port = 8000
            machines.append(Machine(second, places[1]))
            machines[1].start()
            _route(machines[0], port)
            stub_urls = [f"http://{place.address}:{port}" for place in places]
            return _report("2 machines of 1 web, 1 worker", machines, stub_urls, emails)
        finally:
            for machine in reversed(machines):
                machine.stop()
            for stub in stubs:
                stub.terminate()
                stub.wait()
            for folder in folders:
                shutil.rmtree(folder)


def _route(product: Product, port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    add_provider(product, "bench-ses", kind="ses", channel="email", url=url)
    use_only(product, {"email": ["bench-ses"]})


def _report(
    name: str, products: Sequence[Product], stubs: Sequence[str], emails: int
) -> dict[str, Figure]:
    """Offer emails to every machine in turn, wait until all are delivered, print and return."""
    _run(products, stubs, 300)  # warm
    accepted, delivered, cpu = _run(products, stubs, emails)
    print(f"  {name:32}{accepted:>12,.0f}{delivered:>13,.0f}{cpu:>17.2f}")
    return {
        f"{name}: accepted": Figure(accepted, "/s"),
        f"{name}: delivered": Figure(delivered, "/s"),
        f"{name}: CPU an email": Figure(cpu, "ms"),
    }


def _run(
    products: Sequence[Product], stubs: Sequence[str], emails: int
) -> tuple[float, float, float]:
    bench = products[0].demo["bench"]
    bodies = (
        post(
            "/v2/notifications/email",
            bench["api_key"],
            {
                "email_address": f"person{n}@example.ca",
                "template_id": bench["templates"]["email"],
                "personalisation": {"name": f"Person {n}", "date": "June 3"},
            },
        )
        for n in itertools.count()
    )
    hosts = tuple(product.url.split("/")[2].split(":")[0] for product in products)
    before, sent = _cpu(products), _sent(stubs)
    began = time.perf_counter()
    load = offer(products[0].port, bodies, connections=CONNECTIONS, number=emails, hosts=hosts)
    wait_for(lambda: _sent(stubs) - sent >= load.accepted, 120, "every email is delivered")
    seconds = time.perf_counter() - began
    assert load.refused == 0, f"{load.refused} requests were not accepted"
    assert _sent(stubs) - sent == load.accepted, "an email was sent twice"
    return load.per_second, emails / seconds, (_cpu(products) - before) * 1000 / emails


def _cpu(products: Sequence[Product]) -> float:
    return sum(sum(cpu_seconds(product).values()) for product in products)


def _sent(stubs: Sequence[str]) -> int:
    return sum(int(requests.get(f"{url}/count", timeout=5).json()["taken"]) for url in stubs)


if __name__ == "__main__":
    main()
