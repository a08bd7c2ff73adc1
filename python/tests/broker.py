"""A real broker of this repository, in a folder and on a port of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from slm_mesh import SLMMeshClient, SLMMeshError

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "mesh-app" / "bin" / "slm-mesh"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Broker:
    """Runs from :meth:`start` to :meth:`stop`; the folder outlives restarts and goes with :meth:`close`."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="slm-mesh-py-"))
        os.chmod(self.directory, 0o700)
        self.port = free_port()
        self.data = self.directory / "data"
        self.environment = dict(
            os.environ,
            SLM_MESH_DATA_DIR=str(self.data),
            SLM_MESH_PORT=str(self.port),
            SLM_MESH_RATE_LIMIT="0",
            SLM_MESH_IDLE_TIMEOUT="0",
        )
        os.environ["SLM_MESH_DATA_DIR"] = self.environment["SLM_MESH_DATA_DIR"]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Broker:
        self.process = subprocess.Popen(
            [str(LAUNCHER), "start", "--foreground"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 120
        while not self.is_ready():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError("the broker did not start: " + self.log())
            self.process_wait(0.02)
        return self

    def is_ready(self) -> bool:
        """The port file is written when all else is there; one that a killed broker left names nobody."""
        try:
            self.port = int((self.data / "port").read_text("ascii"))
            with self.client() as client:
                client.health()
            return True
        except (OSError, ValueError, SLMMeshError):
            return False

    def log(self) -> str:
        try:
            return (self.data / "broker.log").read_text("utf-8")[-2000:]
        except OSError:
            return "no log"

    def process_wait(self, seconds: float) -> None:
        try:
            assert self.process is not None
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass

    def client(self) -> SLMMeshClient:
        return SLMMeshClient(port=self.port)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)
        self.process = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.directory)
