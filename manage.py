#!/usr/bin/env python
"""Django's command line."""

import gc
import os
import sys


def main() -> None:
    # Looking for garbage takes a tenth of loading, and what is loaded stays.
    gc.set_threshold(50_000, 20, 50)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "notify_project.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415
    except ImportError:
        sys.exit(
            "Django is not installed in this Python. Run `make install`, then use .venv/bin/python."
        )
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
