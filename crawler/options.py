"""The settings a user may give: in `settings.env`, in the environment, or with Scrapy's `-s`. One table, no other.

`settings.env.example` is made from the same names, and a test compares them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from scrapy.settings import BaseSettings

from pipelines.limits import MEGABYTE, Limits

ENV_FILE = "settings.env"


class OptionError(ValueError):
    """A setting has a value that it cannot have; the message names it and where it was given."""


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its name, what it is when nobody gives it, how its text is read, and what it is for."""

    name: str
    default: Any
    read: Callable[[str], Any]
    meaning: str


def _positive(text: str) -> float:
    value = float(text)
    if value < 0:
        raise ValueError("less than zero")
    return value


def _at_least_one(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError("less than one")
    return value


OPTIONS = (
    Option("DATABASE", "data/nianbao.db", str, "数据库文件（SQLite） / path of the SQLite file"),
    Option("ARCHIVE", "data/archive", str, "原始存档文件夹（WARC） / folder of the raw archive"),
    Option("CONTACT", "", str, "联系方式，写进 User-Agent，请填网址或邮箱 / goes into the User-Agent"),
    Option(
        "DOWNLOAD_DELAY", 1.0, _positive, "同一主机两次请求的最短间隔，秒 / least seconds between requests to one host"
    ),
    Option("CONCURRENT_REQUESTS", 16, int, "同时进行的请求总数，每台主机仍只有一个 / requests under way in all"),
    Option("DOWNLOAD_TIMEOUT", 60.0, _positive, "一次请求最长等待，秒 / seconds until a request is given up"),
    Option("DOWNLOAD_MAXSIZE", 50 * 1024 * 1024, int, "一个响应最大字节数 / bytes of one response at most"),
    Option("RETRY_TIMES", 2, int, "失败后重试次数 / further tries after a failure"),
    Option("PORTAL_TIMEOUT", 21600.0, _positive, "一个门户一次抓取最长时间，秒 / seconds for one portal at most"),
    Option("MAX_PAGES", 200, int, "一个栏目最多翻页数 / pages of one listing at most"),
    Option("MAX_REQUESTS", 20000, _at_least_one, "一个门户一次最多请求数 / requests to one portal at most"),
    Option("MAX_DEPTH", 3, int, "下级栏目最多几层 / levels of sub-columns at most"),
    Option("PROBE_REQUESTS", 40, _at_least_one, "probe 最多看几个网页 / pages that probe looks at, at most"),
    Option(
        "REFETCH_DAYS", 30, int, "读过的报告多少天后重新抓取，看有无改动 / days until a known report is fetched again"
    ),
    Option(
        "REFETCH_OLD_DAYS",
        365,
        int,
        "同上，RECENT_YEARS 以前的报告和年度栏目 / the same for reports and columns of years before RECENT_YEARS",
    ),
    Option("RECENT_YEARS", 3, int, "最近几年算近年 / how many of the last years are looked at often"),
    Option("READERS", 1, _at_least_one, "读取进程数 / reader processes"),
    Option("READ_SECONDS", 300.0, _positive, "读一份文件最长时间，秒 / seconds to read one document in, at most"),
    Option("READ_MEMORY", 2048, _at_least_one, "读一份文件最多内存，MB / megabytes of memory to read one document"),
    Option("READ_PAGES", 300, _at_least_one, "一份 PDF 最多页数 / pages of one PDF at most"),
    Option("READ_CELLS", 200000, _at_least_one, "一份文件最多单元格数 / table cells of one document at most"),
    Option("READ_SIZE", 256, _at_least_one, "一份文件解压后最大 MB 数 / megabytes that a file may unpack to"),
    Option("READ_FILES", 500, _at_least_one, "一个压缩包最多文件数 / files in one archive at most"),
    Option("READ_DEPTH", 3, _at_least_one, "压缩包最多套几层 / levels of archives in archives at most"),
    Option("LOG_LEVEL", "WARNING", str, "日志详细程度：DEBUG、INFO、WARNING、ERROR / how much is logged"),
)


def limits_of(settings: BaseSettings) -> Limits:
    """What one document may cost, by the settings."""
    return Limits(
        pages=settings.getint("READ_PAGES"),
        cells=settings.getint("READ_CELLS"),
        size=settings.getint("READ_SIZE") * MEGABYTE,
        files=settings.getint("READ_FILES"),
        depth=settings.getint("READ_DEPTH"),
        seconds=settings.getfloat("READ_SECONDS"),
        memory=settings.getint("READ_MEMORY") * MEGABYTE,
    )


def read_options(environment: Mapping[str, str | None] | None = None) -> dict[str, Any]:
    """All settings: the environment before `settings.env` before the defaults.

    Raises `OptionError` for a value that cannot be read.
    """
    if environment is None:
        environment = {**dotenv_values(Path(ENV_FILE), encoding="utf-8"), **os.environ}
    values = {}
    for option in OPTIONS:
        given = environment.get(option.name)
        if given is None or given == "":
            values[option.name] = option.default
            continue
        try:
            values[option.name] = option.read(given)
        except ValueError as error:
            raise OptionError(f"{option.name}: {given!r} cannot be used ({error}); see settings.env.example") from error
    return values
