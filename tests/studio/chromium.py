"""The browser that the studio is tried in: where one is, and how to get one that is kept.

``python -m tests.studio.chromium`` provides one: that of the system if there is one, else a pinned
one from npm, unpacked once.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

PACKAGE, VERSION = "@sparticuz/chromium", "153.0.0"
KEPT = (
    Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    / "combat_rules"
    / f"chromium-{VERSION}"
)
SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PARTS = ("chromium", "fonts.tar", "al2023.tar", "swiftshader.tar")
UNPACK = """
const { createReadStream, createWriteStream } = require("fs");
const { createBrotliDecompress } = require("zlib");
const { pipeline } = require("stream/promises");
const [from, to] = process.argv.slice(1);
pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to))
  .catch((error) => { console.error(error.message); process.exit(1); });
"""


def chromium() -> str | None:
    """The program of a browser: $CHROMIUM, that of the system, or the one that is kept."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    kept = KEPT / "chromium"
    found = next((path for name in SYSTEM if (path := shutil.which(name))), None)
    return found or (str(kept) if kept.is_file() else None)


def provide() -> str:
    """A browser, brought from npm where there is none."""
    found = chromium()
    if found is not None:
        return found
    KEPT.mkdir(parents=True, exist_ok=True)
    command = [
        "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save",
        "--prefix", str(KEPT), f"{PACKAGE}@{VERSION}",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    packed = KEPT / "node_modules" / PACKAGE / "bin"
    for part in PARTS:
        # Beside its place first: what is there is whole, whatever cuts this off.
        draft = KEPT / f"{part}.draft"
        subprocess.run(["node", "-e", UNPACK, str(packed / f"{part}.br"), str(draft)], check=True)
        if part.endswith(".tar"):
            with tarfile.open(draft) as archive:
                archive.extractall(KEPT, filter="data")
            draft.unlink()
        else:
            draft.chmod(0o755)
    (KEPT / "chromium.draft").rename(KEPT / "chromium")
    shutil.rmtree(KEPT / "node_modules")
    return str(KEPT / "chromium")


if __name__ == "__main__":
    sys.stdout.write(f"the studio is tried in {provide()}\n")
