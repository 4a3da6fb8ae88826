"""`scrapy probe URL [-o FILE.toml]`: finds a portal's annual-report columns and writes its portal file."""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand

from crawler.discover import Look, Owner, choose_columns, owner_of, reports_of
from crawler.portal import parse_portal
from crawler.spiders.probe import ProbeSpider
from pipelines.organs import government
from pipelines.register import load_register

_SHOWN = 8


class Command(ScrapyCommand):
    """Asks a few dozen pages of one portal at most, obeying its robots.txt, and changes no database."""

    requires_project = True

    def syntax(self) -> str:
        return "URL [-o FILE.toml]"

    def short_desc(self) -> str:
        return "Find a portal's annual-report columns and write its portal file"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-o", dest="file", type=Path, metavar="FILE.toml", help="where to write the portal file")
        parser.add_argument("--region", metavar="CODE", help="GB/T 2260 code of the portal, where it cannot be told")
        parser.add_argument("--name", help="full name of the organ whose portal it is, where it cannot be told")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            print("scrapy probe: 给一个网址：scrapy probe URL [-o 门户.toml]", file=sys.stderr)
            self.exitcode = 2
            return
        assert self.crawler_process is not None
        if problem := _problem(args[0], opts):
            print(f"scrapy probe: {problem}", file=sys.stderr)
            self.exitcode = 2
            return
        # What fails is told in one line below; Scrapy would add a traceback for a robots.txt that does not come.
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
        crawler = self.crawler_process.create_crawler(ProbeSpider)
        self.crawler_process.crawl(crawler, url=args[0])
        self.crawler_process.start()
        spider = crawler.spider
        if not isinstance(spider, ProbeSpider):
            self.exitcode = 1
            return
        columns = choose_columns(spider.looks)
        owner = _given(opts, spider) or owner_of(
            spider.pages,
            [link.title for look in spider.looks for link in look.reports.values()],
            spider.register,
        )
        if opts.name and owner.organ is not None:
            owner = replace(owner, organ=replace(owner.organ, name=opts.name))
        print(tell(spider, columns, owner), file=sys.stderr)
        if not columns or owner.organ is None:
            self.exitcode = 1
            return
        text = portal_file(spider, columns, owner)
        if opts.file is None:
            print(text, end="")
            return
        opts.file.write_text(text, "utf-8")
        seen = opts.file.with_suffix(".html")
        seen.write_bytes(columns[0].body)
        print(f"写入 {opts.file}；栏目页存为 {seen}。接着：scrapy crawl portal -a portal={opts.file} -a sample=3")


def _problem(url: str, opts: argparse.Namespace) -> str | None:
    """What is wrong with the command line, before anything is asked."""
    try:
        ProbeSpider(url)
    except ValueError:
        return f"不是网址：{url!r}（要以 http:// 或 https:// 开头）"
    if opts.region and load_register().region(opts.region) is None:
        return f"--region {opts.region}：不是 GB/T 2260 的六位代码"
    if opts.file is None:
        return None
    if opts.file.suffix != ".toml":
        return f"-o {opts.file}：文件名要以 .toml 结尾"
    if not opts.file.parent.is_dir():
        return f"-o {opts.file}：没有文件夹 {opts.file.parent}"
    if opts.file.exists():
        return f"-o {opts.file}：文件已有，不覆盖"
    return None


def _given(opts: argparse.Namespace, spider: ProbeSpider) -> Owner | None:
    """The owner that the command line tells."""
    region = spider.register.region(opts.region) if opts.region else None
    if region is None:
        return None
    return Owner(government(region), ("命令行所给",), sure=True)


def tell(spider: ProbeSpider, columns: Sequence[Look], owner: Owner) -> str:
    """What was seen, and how sure it is."""
    lines = [f"看了 {spider.requests} 个网页（最多 {spider.most} 个）"]
    for column in columns:
        count = reports_of(column, spider.looks)
        called = f"“{column.words}”" if column.words else "所给网页"
        sure = "较有把握" if column.promise >= 90 and count > 1 else "请核对"
        way = f"，翻页：{column.paging}" if column.paging else ""
        lines.append(
            f"栏目：{column.url}（{called}，见到年报 {count} 份，下级栏目 {len(column.sub_columns)} 个{way}；{sure}）"
        )
    if owner.organ is not None:
        sure = "较有把握" if owner.sure else "请核对"
        lines.append(f"门户：{owner.organ.name} {owner.organ.region_code}（{'；'.join(owner.reasons)}；{sure}）")
    elif columns:
        lines.append("门户：看不出是哪个机关的，请用 --region 六位代码 给出")
    if not columns:
        best = sorted(spider.looks, key=lambda look: -look.promise)[:_SHOWN]
        lines.append("没有找到年报栏目。" + ("看过的网页里最像的：" if best else ""))
        lines += [f"  {look.words or '所给网页'}  {look.url}" for look in best]
    if spider.failed:
        lines.append("没有取到的网页：")
    for kind, url, detail in spider.failed[:_SHOWN]:
        lines.append(f"  {kind}  {url}  {detail}")
    return "\n".join(lines)


def portal_file(spider: ProbeSpider, columns: Sequence[Look], owner: Owner) -> str:
    """The text of the portal file, which `crawl portal` takes as it is."""
    assert owner.organ is not None
    host = urlsplit(spider.url).hostname or ""
    count = sum(reports_of(column, spider.looks) for column in columns)
    facts = {
        "id": _id_of(host),
        "name": owner.organ.name,
        "region_code": owner.organ.region_code,
        "home": spider.portal.home,
        "expected": max(1, count // 2),
        "notes": f"由 scrapy probe 写成，看见年报 {count} 份；门户依据：{'；'.join(owner.reasons)}。",
    }
    lines = [f"{name} = {_toml(value)}" for name, value in facts.items()]
    for column in columns:
        lines += ["", "[[listings]]", f"url = {_toml(column.url)}"]
        if column.guess:
            lines += ['paging = "query"', "[listings.query]", f"url = {_toml(column.guess)}"]
        elif column.paging:
            lines.append(f"# 翻页自动识别；写此文件时认作 {column.paging}")
    text = "\n".join(lines) + "\n"
    _check(text)
    return text


def _check(text: str) -> None:
    """A portal file that would not load is an error of this command, not its user's."""

    parse_portal(tomllib.loads(text), "probe")


def _id_of(host: str) -> str:
    """A word for a host: www.yuanjiang.gov.cn is yuanjiang."""
    name = re.sub(r"^(?:www|xxgk|zwgk)\.|\.(?:gov|org|com|net)\.cn$|\.(?:cn|com)$", "", host.lower())
    word = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    return word if re.match(r"[a-z][a-z0-9_-]+$", word) else f"portal-{word}"


def _toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)
