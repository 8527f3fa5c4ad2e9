"""A server for two: each player has a socket, sends commands as lines, and is sent every event.

The fight is played in a task of its own, in real time or, as here, as fast as it goes. Players who
leave, or send nonsense, harm neither the fight nor each other.
"""

import asyncio
import json
from contextlib import suppress

from combat_rules import CombatError, CombatSystem, load_ruleset
from combat_rules.model.events import plain

STEP = 50
"""Ticks that are played at a time."""
PATIENCE = 60
"""Seconds that a player has to hang up once the fight is over."""


class Server:
    """One fight of two players. ``pace`` is the seconds that a step of it takes."""

    def __init__(self, *, pace: float = STEP / 1000) -> None:
        self.combat = CombatSystem(seed=7, duration=8000, ruleset=load_ruleset())
        self.pace = pace
        self._free = ["left", "right"]
        for name in self._free:
            self.combat.add_combatant("duelist", name, controller="")
        self._full = asyncio.Event()

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Play with whoever connects, until they leave or the fight is over."""
        if not self._free:
            writer.close()
            return
        name = self._free.pop(0)
        writer.write(f"you are {name}\n".encode())
        telling = asyncio.create_task(self._tell(writer))
        listening = asyncio.create_task(self._listen(reader, writer, name))
        if not self._free:
            self._full.set()
        both = (telling, listening)
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if telling.done() and writer.can_write_eof():
            # All is sent: say so, and let the player hang up.
            with suppress(OSError):
                writer.write_eof()
                await asyncio.wait((listening,), timeout=PATIENCE)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        writer.close()
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(writer.wait_closed(), PATIENCE)

    async def play(self) -> None:
        """Play the fight, once both are there."""
        await self._full.wait()
        while self.combat.result is None:
            self.combat.advance(STEP)
            await asyncio.sleep(self.pace)

    async def _tell(self, writer: asyncio.StreamWriter) -> None:
        """Send every event, however slow the line is; a stream keeps what waits."""
        async for event in self.combat.stream():
            writer.write(json.dumps(plain(event), default=str).encode() + b"\n")
            await writer.drain()

    async def _listen(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str
    ) -> None:
        """Take a line as the name of an action to start; say why it cannot be."""
        while line := await reader.readline():
            try:
                self.combat.submit(line.decode(errors="replace").strip(), name)
            except CombatError as error:
                writer.write(f"{error.code}: {error}\n".encode())


async def player(port: int, action: str) -> list[str]:
    """A player who starts the same action again and again; returns what it was told."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    told: list[str] = []
    while line := (await reader.readline()).decode():
        told.append(line)
        if len(told) == 1 or "action_ended" in line or "recovered" in line:
            writer.write(f"{action}\n".encode())
    writer.close()
    await writer.wait_closed()
    return told


async def main() -> None:
    """Play a fight of two players who are played here as well."""
    server = Server(pace=0)
    listening = await asyncio.start_server(server.meet, "127.0.0.1", 0)
    port: int = listening.sockets[0].getsockname()[1]
    async with listening:
        playing = asyncio.create_task(server.play())
        told = await asyncio.gather(player(port, "quick_attack"), player(port, "atack"))
        await playing
    for lines in told:
        blows = sum("damage_dealt" in line for line in lines)
        print(f"{lines[0].strip()}: told of {blows} blows")
    refused = next(line for line in told[1] if line.startswith("action.unknown"))
    print(refused.split(";")[1].strip())
    print(server.combat.result)


if __name__ == "__main__":
    asyncio.run(main())
