"""The web process: Granian, with the application loaded once for all its workers.

    python -m notify_project.web --interface=wsgi notify_project.wsgi:application

The arguments are Granian's, which forks its workers: what is loaded before takes the time and
memory of one, however many there are. Connections and threads begin at their first use, in the
fork.
With --when-input-ends it loads, and serves once its standard input has ended.
"""

import sys

from granian.cli import entrypoint

import notify_project.wsgi  # noqa: F401  loads it
from notify_project.supervisor import WHEN_INPUT_ENDS


def main() -> None:
    if WHEN_INPUT_ENDS in sys.argv:
        sys.argv.remove(WHEN_INPUT_ENDS)
        sys.stdin.buffer.read()
    entrypoint()  # type: ignore[no-untyped-call]  # the library has no types


if __name__ == "__main__":
    main()
