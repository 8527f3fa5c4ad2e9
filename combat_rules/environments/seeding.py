"""Seeds of fights, as Gymnasium has them: one generator, told once."""

import numpy as np
from gymnasium.utils.seeding import np_random


def seed_from(seed: int | None) -> np.random.Generator:
    """A generator of seeds of fights; without a seed one that nobody knows."""
    return np_random(seed)[0]
