"""Running the project's commands as a user does, for tests: a real process, the real settings, delays aside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlite_utils import Database

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "tests" / "demo_portal"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """An environment in which database and archive are in `folder`, and nothing of the caller's settings counts."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SHARED", "CI") if name in os.environ}
    own = {"DATABASE": str(folder / "test.db"), "ARCHIVE": str(folder / "archive"), "CONTACT": "test"}
    return {**kept, **own, **settings}


def command(*args: str) -> list[str]:
    """A scrapy command line, in this environment's Python."""
    return [sys.executable, "-m", "scrapy", *args]


def run(folder: Path, *args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a scrapy command to its end."""
    return subprocess.run(
        command(*args), cwd=ROOT, env=environment(folder, **settings), capture_output=True, text=True, check=False
    )


def crawl_args(portal: Path) -> list[str]:
    """Arguments that crawl a portal file on loopback without delays."""
    return ["crawl", "portal", "-a", f"portal={portal}", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False"]


def portal_file(folder: Path, base_url: str) -> Path:
    """The demo portal's file for a server on another port."""
    path = folder / "portal.toml"
    facts = (DEMO / "portal.toml").read_text("utf-8")
    path.write_text(facts.replace("http://127.0.0.1:8717", base_url), "utf-8")
    return path


def database(folder: Path) -> Database:
    """The database that a run in `folder` left."""
    return Database(folder / "test.db")
