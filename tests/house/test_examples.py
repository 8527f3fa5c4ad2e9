"""The programs that the documentation shows run, and do what it says of them."""

import asyncio
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], list[str]]:
    """Runs a program in an empty folder, and gives what it prints."""

    def start(name: str) -> list[str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.argv", [name])
        runpy.run_path(str(EXAMPLES / name), run_name="__main__")
        return capsys.readouterr().out.splitlines()

    return start


def test_a_game_loop_plays_to_the_end_and_keeps_keys_that_come_too_early(
    run: Callable[[str], list[str]],
) -> None:
    told = run("game_loop.py")
    assert "frames; Result(winner=" in told[-1]
    moves = {line.split(" | ")[0].split()[3] for line in told[:-1]}
    assert {"quick_attack"} <= moves


def test_frames_add_up_to_seconds() -> None:
    frames = runpy.run_path(str(EXAMPLES / "game_loop.py"))["frames"](1000)
    assert sum(next(frames) for _ in range(60)) == 1000


def test_a_server_tells_both_players_the_same_and_survives_nonsense(
    run: Callable[[str], list[str]],
) -> None:
    left, right, refused, result = run("server.py")
    assert left.replace("left", "right") == right
    assert " 0 blows" not in left
    assert refused == "did you mean attack?"
    assert result.startswith("Result(winner='left'")


def test_a_server_goes_on_without_a_player_who_leaves() -> None:
    parts: dict[str, Any] = runpy.run_path(str(EXAMPLES / "server.py"))

    async def leave(port: int) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        await writer.wait_closed()

    async def play() -> object:
        server = parts["Server"](pace=0)
        listening = await asyncio.start_server(server.meet, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        async with listening:
            playing = asyncio.create_task(server.play())
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(parts["player"](port, "attack"), leave(port))
                await playing
        return server.combat.result

    assert asyncio.run(play()) is not None


def test_a_viewer_goes_forward_and_back(run: Callable[[str], list[str]]) -> None:
    told = run("viewer.py")
    assert len(told) == 5
    assert told[1] == told[3] != told[2]
