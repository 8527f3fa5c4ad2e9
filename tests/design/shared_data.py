"""Real frame data that lies beside the project, where it does."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
SF6 = DATA / "sf6" / "SF6FrameData.json"
ZEN = DATA / "fightingice" / "ZEN" / "Motion.csv"
GARNET = DATA / "fightingice" / "GARNET" / "Motion.csv"

beside = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real frame data is no part of the project; it lies beside it"
)
