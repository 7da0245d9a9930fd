"""The stores and the web processes alone, without workers: to measure what accepting costs."""

import os
import subprocess
import sys
from pathlib import Path

import psutil

from bench.product import ROOT, START_SECONDS, Product, wait_for
from notify_project.embedded import EmbeddedStores


class WebOnly(Product):
    """A product that accepts and delivers nothing."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__(folder, **environment)
        self.servers = EmbeddedStores(folder / "data", folder / "run")

    def start(self) -> float:
        """Start stores and web; make the demo's data."""
        self.servers.start()
        self.manage("migrate")
        self.demo = self.demo_data()
        return self.start_web()

    def start_web(self) -> float:
        """Start the web processes as `manage.py up` does; return the seconds until they answer."""
        code = (
            "import sys; from pathlib import Path; import django; django.setup();"
            "from notify_project.management.commands.up import web_command;"
            f"print('\\n'.join(web_command(Path(sys.executable), '127.0.0.1', {self.port})))"
        )
        command = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "notify_project.settings"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return wait_for(self._answers, START_SECONDS, f"the web answers; its log: {self.log}") or 0

    def stop_web(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)

    def stop(self) -> None:
        self.stop_web()
        self.servers.stop()

    def children(self) -> list[psutil.Process]:
        return psutil.Process(os.getpid()).children(recursive=True)
