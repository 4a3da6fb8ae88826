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
    Option("LOG_LEVEL", "WARNING", str, "日志详细程度：DEBUG、INFO、WARNING、ERROR / how much is logged"),
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
