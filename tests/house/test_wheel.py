"""What a built wheel brings: the package, and the packs by their names."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.build import build_wheel

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages in which nothing but the wheel is installed."""
    built, site = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        name = build_wheel(str(built))
    with ZipFile(built / name) as wheel:
        wheel.extractall(site)
    return site


def in_an_empty_folder(folder: Path, site: Path, *lines: str) -> str:
    """What command lines print, one after another in one process, with only the wheel at hand."""
    program = "import sys; from combat_rules.cli import main\n" + "\n".join(
        f"sys.argv[1:] = {line.split()}\ntry: main()\nexcept SystemExit as end: assert not end.code"
        for line in lines
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_packs_go_along_but_for_their_tests(site: Path) -> None:
    packs = site / "combat_rules" / "packs"
    kept = {path.name for path in (ROOT / "plugins").iterdir() if path.is_dir()} - {"__pycache__"}
    assert {path.name for path in packs.iterdir()} == {*kept, "waivers.yaml", "targets.yaml"}
    assert (packs / "fencing" / "README.md").is_file()
    assert (packs / "weapons" / "moves.csv").is_file()
    assert not list(packs.rglob("test*"))
    assert {path.name for path in site.iterdir() if path.suffix != ".dist-info"} == {"combat_rules"}


def test_a_pack_is_known_by_its_name_wherever_one_works(site: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.combat_rules]\nplugins = ["brawling"]\n')
    told = in_an_empty_folder(
        tmp_path, site,
        "duel -p fencing -p weapons --left fencer --right brute --seed 3 --journal fight.jsonl",
        "replay fight.jsonl",
    )  # fmt: skip
    assert "fencer" in told
    header = (tmp_path / "fight.jsonl").read_text(encoding="utf-8").partition("\n")[0]
    assert str(site) not in header, "another machine finds the packs by their names as well"
