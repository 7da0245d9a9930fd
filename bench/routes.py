"""Send the running product's messages to a provider on loopback."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bench.product import Product

ROWS_READ_SECONDS = 2.3  # workers read the providers anew every two
INSERT = """
INSERT INTO delivery_provider
    (name, kind, channel, active, international, options, updated_at{columns})
VALUES (%(name)s, %(kind)s, %(channel)s, true, true, %(options)s, now(){values})
"""


def add_provider(
    product: Product, name: str, *, kind: str, channel: str, url: str, **fields: Any
) -> None:
    """Add an active provider at a loopback address. `fields` are more columns, and `options`."""
    options = {"region": "ca-central-1", "endpoint_url": url, **fields.pop("options", {})}
    more = {"priority": 1, "weight": 1, **fields}
    with product.database() as connection:
        known = ("name", "kind", "channel", "active", "international", "options", "updated_at")
        required = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_name = 'delivery_provider' AND is_nullable = 'NO' "
            "AND column_default IS NULL AND is_identity = 'NO'"
        ).fetchall()
        for column, kind_of_data in required:
            if column not in known:
                more.setdefault(column, "" if "char" in kind_of_data else 0)
        statement = INSERT.format(
            columns="".join(f", {column}" for column in more),
            values="".join(f", %({column})s" for column in more),
        )
        connection.execute(
            statement.encode(),
            more | {"name": name, "kind": kind, "channel": channel, "options": json.dumps(options)},
        )


def use_only(product: Product, names: Mapping[str, Sequence[str]]) -> None:
    """Make these the active providers of their channels, and wait until workers know."""
    with product.database() as connection:
        for channel, chosen in names.items():
            connection.execute(
                "UPDATE delivery_provider SET active = (name = ANY(%s)), updated_at = now() "
                "WHERE channel = %s",
                [list(chosen), channel],
            )
    time.sleep(ROWS_READ_SECONDS)
