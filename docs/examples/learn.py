"""Train a policy against ``mix`` on the vectorised environment, and say how often it wins.

An actor and a critic with one hidden layer, in numpy alone. Takes about half a minute.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from combat_rules.environments import FightVectorEnv

Floats = NDArray[np.float32]

FIGHTS, STEPS, HIDDEN = 256, 20, 64
DISCOUNT, RATE, CURIOSITY = 0.98, 0.004, 0.01


class Net:
    """One hidden layer, then a score for each action and what the situation is worth."""

    def __init__(self, seen: int, actions: int, seed: int = 0) -> None:
        luck = np.random.default_rng(seed)
        self.parts: list[Floats] = [
            (luck.normal(size=(seen, HIDDEN)) / np.sqrt(seen)).astype(np.float32),
            np.zeros(HIDDEN, np.float32),
            (luck.normal(size=(HIDDEN, actions + 1)) * 0.01).astype(np.float32),
            np.zeros(actions + 1, np.float32),
        ]
        self.mean = [np.zeros_like(part) for part in self.parts]
        self.square = [np.zeros_like(part) for part in self.parts]
        self.updates = 0

    def run(self, seen: Floats, mask: NDArray[np.int8]) -> tuple[Floats, Floats, Floats]:
        """The hidden layer, the chance of each action that is possible, and the worth."""
        first, shift, second, bias = self.parts
        hidden = np.tanh(seen @ first + shift)
        out = hidden @ second + bias
        scores = np.where(mask, out[:, :-1], -1e9)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        return hidden, chances / chances.sum(axis=1, keepdims=True), out[:, -1]

    def learn(self, slopes: list[Floats]) -> None:
        """One step of Adam."""
        self.updates += 1
        for place, slope in enumerate(slopes):
            self.mean[place] += 0.1 * (slope - self.mean[place])
            self.square[place] += 0.01 * (slope * slope - self.square[place])
            mean = self.mean[place] / (1 - 0.9**self.updates)
            square = self.square[place] / (1 - 0.99**self.updates)
            self.parts[place] -= RATE * mean / (np.sqrt(square) + 1e-6)


def chosen(chances: Floats, luck: np.random.Generator) -> NDArray[np.int64]:
    """An action for each fight, by its chance."""
    drawn = luck.random((len(chances), 1))
    places: NDArray[np.int64] = (chances.cumsum(axis=1) < drawn).sum(axis=1)
    last = chances.shape[1] - 1
    return np.where(places < last, places, last)


def train(env: FightVectorEnv, net: Net, updates: int) -> Iterator[float]:
    """Play and learn; gives for each update the share of wins among the fights that ended."""
    luck = np.random.default_rng(1)
    seen, infos = env.reset(seed=1)
    for _ in range(updates):
        told, wins, ended = [], 0, 0
        for _ in range(STEPS):
            mask = infos["action_mask"]
            hidden, chances, worth = net.run(seen, mask)
            actions = chosen(chances, luck)
            after, value, over, late, infos = env.step(actions)
            done = over | late
            wins, ended = wins + int((value[done] > 0.5).sum()), ended + int(done.sum())
            told.append((seen, hidden, chances, worth, actions, value, done))
            seen = after
        net.learn(slopes(net, told, net.run(seen, infos["action_mask"])[2]))
        yield wins / max(1, ended)


def slopes(net: Net, told: Sequence[tuple[Any, ...]], worth: Floats) -> list[Floats]:
    """Which way to change the net: towards what has turned out better than it was thought."""
    total, found = worth, [np.zeros_like(part) for part in net.parts]
    count = len(told) * len(worth)
    for seen, hidden, chances, thought, actions, value, done in reversed(told):
        total = (value + DISCOUNT * np.where(done, 0.0, total)).astype(np.float32)
        surprise = total - thought
        taken = np.zeros_like(chances)
        taken[np.arange(len(actions)), actions] = 1.0
        logs = np.log(chances + 1e-9)
        even = chances * (logs - (chances * logs).sum(axis=1, keepdims=True))
        scores = (chances - taken) * surprise[:, None] + CURIOSITY * even
        out = np.concatenate([scores, -surprise[:, None]], axis=1) / count
        inner = (out @ net.parts[2].T) * (1 - hidden * hidden)
        for place, slope in enumerate((seen.T @ inner, inner.sum(0), hidden.T @ out, out.sum(0))):
            found[place] += slope
    return found


def main(updates: int, fights: int = FIGHTS) -> None:
    """Train, and judge on fights that were not trained on."""
    env = FightVectorEnv(fights, "duelist", "duelist", "mix", frame=100)
    net = Net(len(env.given.names(0)), len(env.given.meanings(0)))
    for number, share in enumerate(train(env, net, updates), 1):
        if number % 100 == 0:
            print(f"update {number}: {100 * share:.0f} % of the fights that ended were won")
    print(f"judged: {100 * judged(env, net):.0f} % of new fights won against mix")


def judged(env: FightVectorEnv, net: Net, steps: int = 200) -> float:
    """The share of wins in fights that nobody has trained on."""
    luck = np.random.default_rng(2)
    seen, infos = env.reset(seed=1_000_000)
    wins = ended = 0
    for _ in range(steps):
        actions = chosen(net.run(seen, infos["action_mask"])[1], luck)
        seen, value, over, late, infos = env.step(actions)
        done = over | late
        wins, ended = wins + int((value[done] > 0.5).sum()), ended + int(done.sum())
    return wins / max(1, ended)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
