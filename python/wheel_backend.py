"""Builds the wheel with the standard library alone (PEP 517), so that it needs no network. The same sources give the same bytes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYPROJECT = (HERE / "pyproject.toml").read_text("utf-8")
# Python 3.10 has no tomllib; these few values are on lines of their own.
PROJECT = dict(re.findall(r'^([a-z-]+) = "(.*)"$', PYPROJECT.split("[project]")[1], re.MULTILINE))
CLASSIFIERS = re.findall(r'^    "(.* :: .*)",$', PYPROJECT, re.MULTILINE)
STEM = f"{PROJECT['name'].replace('-', '_')}-{PROJECT['version']}"
EARLIEST = (1980, 1, 1, 0, 0, 0)


def build_wheel(wheel_directory: str, config_settings: object = None, metadata_directory: object = None) -> str:
    files = {f"slm_mesh/{file.name}": file.read_bytes() for file in _package()}
    info = f"{STEM}.dist-info"
    files[f"{info}/METADATA"] = _metadata()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: slm-mesh\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode("utf-8")
    name = f"{STEM}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w") as wheel:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, EARLIEST)
            entry.external_attr = 0o100644 << 16
            wheel.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return name


def build_sdist(sdist_directory: str, config_settings: object = None) -> str:
    name = f"{STEM}.tar.gz"
    files = [HERE / "pyproject.toml", HERE / "README.md", Path(__file__).resolve(), *_package()]
    contents = {str(file.relative_to(HERE)): file.read_bytes() for file in files}
    with (Path(sdist_directory) / name).open("wb") as out, gzip.GzipFile("", "wb", fileobj=out, mtime=0) as zipped:
        with tarfile.open(fileobj=zipped, mode="w") as archive:
            for path, content in {"PKG-INFO": _metadata(), **contents}.items():
                entry = tarfile.TarInfo(f"{STEM}/{path}")
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return name


def _package() -> list[Path]:
    return sorted(file for file in (HERE / "src" / "slm_mesh").iterdir() if file.suffix == ".py" or file.name == "py.typed")


def _metadata() -> bytes:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {PROJECT['name']}",
        f"Version: {PROJECT['version']}",
        f"Summary: {PROJECT['description']}",
        f"License-Expression: {PROJECT['license']}",
        f"Requires-Python: {PROJECT['requires-python']}",
        *(f"Classifier: {classifier}" for classifier in CLASSIFIERS),
        "Description-Content-Type: text/markdown",
        "",
        (HERE / PROJECT["readme"]).read_text("utf-8"),
    ]
    return "\n".join(lines).encode("utf-8")


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode("ascii")
