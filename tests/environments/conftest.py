"""What all tests of this room share: machine code is kept in a folder of the test run."""

from collections.abc import Iterator

import pytest

from combat_rules.compiled.keeping import FOLDER


@pytest.fixture(autouse=True, scope="session")
def _kept_for_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.getbasetemp().parent / "combat_rules_code"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(folder))
        yield
