"""What every test may need."""

import os

import pytest

ENVIRONMENT = dict(os.environ)
"""As it was at the start: R, once loaded, puts its libraries before Python's in LD_LIBRARY_PATH."""


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Environment variables for programs that a test starts."""
    return {name: value for name, value in ENVIRONMENT.items() if not name.startswith("PYTEST")}
