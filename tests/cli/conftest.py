"""What commands that compile need."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def in_no_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """In a folder of no project, so that the rules are those that other tests have compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("nowhere"))
        yield
