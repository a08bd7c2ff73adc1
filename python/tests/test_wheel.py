"""The package is built without a network, and what is built is what is here."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
SOURCES = sorted((HERE / "src" / "slm_mesh").glob("*.py"))


class WheelTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_python(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True
        )
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return done.stdout.strip()

    def build(self, what: str) -> Path:
        program = f"import sys, wheel_backend; print(wheel_backend.build_{what}(sys.argv[1]))"
        return self.folder / self.run_python("-c", program, str(self.folder), PYTHONPATH=str(HERE))

    def test_a_wheel_holds_the_sources_and_is_imported_as_it_is(self) -> None:
        wheel = self.build("wheel")
        with zipfile.ZipFile(wheel) as archive:
            for source in SOURCES:
                self.assertEqual(source.read_bytes(), archive.read(f"slm_mesh/{source.name}"))
            self.assertIn("slm_mesh/py.typed", archive.namelist())
            record = archive.read("slm_mesh-2.0.0.dist-info/RECORD").decode("utf-8").splitlines()
            self.assertEqual(archive.namelist(), [line.split(",")[0] for line in record])
        self.assertEqual("2.0.0", self.run_python("-c", "import slm_mesh; print(slm_mesh.__version__)", PYTHONPATH=str(wheel)))

    def test_the_same_sources_give_the_same_bytes(self) -> None:
        for what in ("wheel", "sdist"):
            first = self.build(what).read_bytes()
            self.assertEqual(first, self.build(what).read_bytes(), what)

    @unittest.skipUnless(importlib.util.find_spec("pip"), "this Python has no pip")
    def test_pip_builds_and_installs_it_with_no_index(self) -> None:
        pip = ("-m", "pip", "--isolated", "--disable-pip-version-check", "--no-input")
        alone = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "PIP_NO_INDEX": "1"}
        for source in (str(HERE), str(self.build("sdist"))):
            wheels = self.folder / f"of-{Path(source).name}"
            self.run_python(*pip, "wheel", "--no-index", "--no-deps", "-w", str(wheels), source, **alone)
            [wheel] = wheels.iterdir()
            target = self.folder / f"in-{Path(source).name}"
            self.run_python(*pip, "install", "--no-index", "--no-deps", "--target", str(target), str(wheel), **alone)
            said = self.run_python(
                "-c",
                "import importlib.metadata as m, slm_mesh; print(m.version('slm-mesh'), slm_mesh.__file__)",
                PYTHONPATH=str(target),
            )
            self.assertEqual(f"2.0.0 {target}/slm_mesh/__init__.py", said)

    def test_the_sources_are_python_3_10(self) -> None:
        for source in SOURCES:
            ast.parse(source.read_text("utf-8"), feature_version=(3, 10))


if __name__ == "__main__":
    unittest.main()
