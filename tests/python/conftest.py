"""Runs the built program for the tests that read and write its files with other people's libraries.

The program is the one that OPENCITIES_BIN names, or the debug build.
"""

import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("OPENCITIES_BIN", ROOT / "target/debug/opencities"))


def run(*args, code=0):
    """Runs the program and returns its standard output; fails with its words on another exit code."""
    done = subprocess.run([BINARY, *map(str, args)], capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    assert done.returncode == code, f"{args}: exit {done.returncode}\n{done.stderr}"
    return done.stdout


def bits(value):
    """A cell as something to compare: numbers by their 64 bits, missing and empty text alike."""
    if value is None or value == "":
        return None
    if isinstance(value, (int, float)):
        return struct.pack("<d", float(value))
    return value


@pytest.fixture(scope="session")
def soffice(tmp_path_factory):
    """Converts a file with LibreOffice and returns the new file's path."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed")
        pytest.skip("LibreOffice is not installed")
    home = tmp_path_factory.mktemp("libreoffice")

    def convert(path, to):
        folder = tmp_path_factory.mktemp("converted")
        command = [program, f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", to]
        done = subprocess.run(
            [*command, "--outdir", folder, path], capture_output=True, text=True, timeout=180, stdin=subprocess.DEVNULL
        )
        made = folder / f"{Path(path).stem}.{to.split(':')[0]}"
        assert made.exists(), done.stdout + done.stderr
        return made

    return convert
