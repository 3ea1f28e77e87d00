"""pMARS for the tests that compare with it."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "pmars.sh"


@pytest.fixture(scope="session")
def pmars() -> Path:
    """The folder of `pmars` and `pmars-debug`: SPENVS_PMARS, or where our script builds them."""
    folder = Path(os.environ.get("SPENVS_PMARS", Path.home() / ".cache" / "spenvs" / "pmars"))
    if not all((folder / name).exists() for name in ("pmars", "pmars-debug")):
        try:
            built = subprocess.run([SCRIPT, folder], capture_output=True, text=True, timeout=120)
        except subprocess.TimeoutExpired:
            pytest.skip("pMARS cannot be built: fetching its source took more than two minutes")
        if built.returncode:
            pytest.skip(f"pMARS cannot be built: {(built.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    return folder
