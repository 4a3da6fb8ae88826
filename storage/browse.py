"""Shows the database in Datasette, in the foreground: `python -m storage.browse [--port 8001] [--host 127.0.0.1]`.

The database is opened for reading and may be written meanwhile. Nothing is asked of other hosts.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database

from crawler.options import OptionError, read_options
from storage.dictionary import DATABASE, datasette_metadata, load_dictionary

ROOM = Path(__file__).parent / "datasette"
SETTINGS: dict[str, Any] = {
    "default_page_size": 50,
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 8000,  # counting some millions of figures takes seconds
    "facet_time_limit_ms": 1500,
    "suggest_facets": False,  # costs a query a column on every page; a column's menu offers it
    "truncate_cells_html": 200,
    "default_cache_ttl": 0,  # a crawl may be writing
}


class BrowseError(Exception):
    """There is no database to show; the message names the file and says what to run."""


def open_datasette(path: Path) -> Datasette:
    """Datasette over the database at `path`, under the name `nianbao` whatever the file is called.

    Raises `BrowseError` when there is no such file or it is no database of this project.
    """
    check_database(path)
    queries = tomllib.loads((ROOM / "queries.toml").read_text("utf-8"))["queries"]
    for query in queries.values():
        query["hide_sql"] = True
    datasette = Datasette(
        metadata=datasette_metadata(load_dictionary(), queries),
        settings=SETTINGS,
        plugins_dir=str(ROOM / "plugins"),
        template_dir=str(ROOM / "templates"),
        static_mounts=[("assets", str(ROOM / "static"))],
    )
    datasette.remove_database("_memory")  # stands in where no file is given
    datasette.add_database(Database(datasette, str(path), is_mutable=True), name=DATABASE)
    return datasette


def check_database(path: Path) -> None:
    """Raises `BrowseError` for what cannot be shown."""
    if not path.is_file():
        raise BrowseError(
            f"没有数据库 {path}。先抓取（scrapy crawl portal -a portal=…），或运行 make demo 试用；"
            "数据库在别处的，用 DATABASE=路径 指明。"
        )
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            names = {name for (name,) in connection.execute("select name from sqlite_master")}
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise BrowseError(f"{path} 不能作为数据库打开（{error}）。可由存档重建：scrapy replay") from error
    if missing := load_dictionary().tables.keys() - names:
        raise BrowseError(
            f"{path} 缺少 {'、'.join(sorted(missing))}：不是本项目的数据库，或由旧版写成。可由存档重建：scrapy replay"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted. 1 when there is nothing to serve."""
    parser = argparse.ArgumentParser(prog="python -m storage.browse", description="在 Datasette 中浏览数据库")
    parser.add_argument("--port", type=int, default=8001, help="端口（默认 8001）")
    parser.add_argument("--host", default="127.0.0.1", help="地址（默认只供本机：127.0.0.1）")
    options = parser.parse_args(arguments)
    try:
        path = Path(read_options()["DATABASE"])
        datasette = open_datasette(path)
    except (BrowseError, OptionError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{path}：http://{options.host}:{options.port}/{DATABASE}（按 Ctrl+C 结束）", flush=True)
    uvicorn.run(datasette.app(), host=options.host, port=options.port, log_level="warning", lifespan="on")
    return 0


if __name__ == "__main__":
    sys.exit(main())
