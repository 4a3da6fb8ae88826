"""`make demo`: serves the demo portal on loopback, crawls it with the real spider, and says how to go on.

The real settings, delays aside. Exit status 0 only when every report of the demo portal was read and stored.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.options import read_options
from tests.demo_portal.serve import PortalServer, running

HERE = Path(__file__).parent
PORT = 8717
NO_DELAY = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")
SHOWN = """
    select institutions.name, reports.year, reports.form, count(cells.code),
           (select count(*) from checks where checks.report_id = reports.id and holds = 0)
    from reports join institutions on institutions.id = reports.institution_id
    left join cells on cells.report_id = reports.id and cells.state in ('number', 'zero')
    group by reports.id order by reports.year desc, reports.id limit 6
"""


@contextmanager
def serving() -> Iterator[PortalServer]:
    """The demo portal on its usual port, so that a second run finds what the first one read; on a free one where
    that is taken."""
    with socket.socket() as probe:
        free = probe.connect_ex(("127.0.0.1", PORT)) != 0
    with running(port=PORT if free else 0) as server:
        yield server


def main() -> int:
    """Crawl the demo portal into the database of the settings; returns the exit status."""
    options = read_options()
    expected = {report["id"] for report in json.loads((HERE / "answers.json").read_text("utf-8"))["reports"]}
    print("演示门户（虚构的文字和数字，真实门户的样子）在本机启动，由真正的爬虫抓取……\n", flush=True)
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        portal = Path(folder) / "portal.toml"
        facts = (HERE / "portal.toml").read_text("utf-8")
        portal.write_text(facts.replace(f"http://127.0.0.1:{PORT}", server.base_url), "utf-8")
        crawl = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "portal", "-a", f"portal={portal}", *NO_DELAY],
            env={**os.environ, "CONTACT": options["CONTACT"] or "demo"},
            check=False,
        )
    if crawl.returncode:
        return crawl.returncode
    database = sqlite3.connect(f"file:{options['DATABASE']}?mode=ro", uri=True)
    stored = {row[0] for row in database.execute("select id from reports")}
    if missing := sorted(expected - stored):
        print(f"没有读成：{'、'.join(missing)}")
        return 1
    print(f"\n{len(expected)} 份年报全部读成，例如：\n")
    for name, year, form, figures, failing in database.execute(SHOWN):
        note = f"，{failing} 处不平" if failing else ""
        print(f"  {year}  {name}（{form}）：{figures} 个数字{note}")
    print(
        f"""
数据库：{options["DATABASE"]}　原始存档：{options["ARCHIVE"]}
（演示的年报是虚构的：抓取真实门户以前，请删去这两处，或另设 DATABASE 与 ARCHIVE）

下一步
  make browse                                           在浏览器里看：http://127.0.0.1:8001/
  .venv/bin/scrapy crawl files -a path=文件夹           读自己保存的年报
  .venv/bin/scrapy crawl portal -a portal=门户.toml     抓取一个门户（写法见 README）
  .venv/bin/scrapy replay                               不联网，从存档重建数据库"""
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
