"""What the parts of this machine can do in the same run; our figures are measured against it."""

import itertools
import time

from bench.load import offer
from bench.product import Product

ANSWER = b"GET /_status?simple=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"


def answer_floor(port: int, connections: int) -> float:
    """Return how many requests a second the server answers that ask for nothing."""
    return offer(port, itertools.repeat(ANSWER), connections=connections, number=3_000).per_second


def commit_floor(product: Product) -> float:
    """Return how many single rows a second one connection inserts and commits."""
    with product.database() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_floor (id bigserial, text text)")
        began = time.perf_counter()
        for _ in range(1_000):
            connection.execute("INSERT INTO bench_floor (text) VALUES (%s)", ["x" * 300])
        seconds = time.perf_counter() - began
        connection.execute("DROP TABLE bench_floor")
    return 1_000 / seconds
