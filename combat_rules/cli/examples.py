"""Examples of each command, as its help shows them."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "duel": (
        "--seed 7",
        "--plugin fencing --left fencer --right brute -v",
        "--seed 7 --explain 29",
        "--plugin my_moves.csv --left boxer --timeline fight.png",
        "--script exchange.yaml --journal fight.jsonl",
    ),
    "simulate": (
        "--left duelist --right brute --fights 10000",
        "--set attack.damage=12 --format csv",
    ),
    "balance": (
        "--fights 1000",
        "--within 2 --workers 2 --out balance",
        "--set attack.damage=12 --against unchanged",
    ),
    "breakpoints": ("attack.recovery", "brute.health --matchups --fights 200"),
    "tune": ("targets.yaml", "targets.yaml --archetype duelist --archetype brute --format set"),
    "situation": (
        "--left duelist --right brute --distance 30 --wait 150",
        "--from fight.jsonl@4000 --picture moment.svg",
    ),
    "train": ("--rounds 20", "--archetype duelist --archetype brute --minutes 2"),
    "pilot": ("pilots/duelist.pilot", "pilots/duelist.pilot --against brute --full"),
    "studio": ("", "--plugin my_moves.csv --port 8000"),
    "schema": ("",),
    "replay": ("fight.jsonl", "fight.jsonl --until 3000", "fight.jsonl --speed 1"),
    "resume": ("fight.jsonl",),
    "diff": ("one.jsonl other.jsonl",),
    "history": ("fights.db --add fight.jsonl", "fights.db --winner duelist"),
    "moves": ("", "attack", "--plugin fencing lunge"),
    "archetypes": ("", "--plugin my_moves.csv --json"),
    "explain": (
        "attack",
        "attack --actor stamina=3 --distance 60",
        "attack --phase commit -v",
        "lunge --plugin fencing --actor poise=2",
    ),
    "diagram": ("attack", "attack --format svg --out pictures"),
    "import": ("moves.xlsx --out my_game", "fat.json --format fat --only Ryu --check"),
    "frame-data": ("--archetype duelist", "--move attack -v", "--format html"),
    "check": ("", "--plugin my_moves.csv --waive waivers.yaml"),
    "combo": (
        "--plugin brawling --archetype brawler --best damage",
        "-p brawling --from jab",
    ),
    "compare": ("my_moves_1.csv my_moves_2.csv",),
    "plugins": ("", "--plugin my_moves.csv"),
    "new": ("my_moves", "my_moves --table"),
    "watch": ("--plugin my_moves.csv",),
}
"""What follows the name of a command."""
