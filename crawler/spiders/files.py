"""The spider `files`: reads saved reports from a folder, through the same archive, chain and database."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.spiders.base import SessionSpider
from pipelines.decode import decode
from pipelines.records import Context, DocumentKind, FailureKind
from storage.archive import wire_digest
from storage.events import Failed, Fetched, RunFinished, RunStarted

# What a browser saves beside a page, in the folder `NAME_files` or `NAME.files`.
_ASSET_FOLDERS = ("_files", ".files", "_文件")
_ASSETS = re.compile(
    r"\.(?:css|js|map|json|png|jpe?g|gif|svg|webp|ico|bmp|woff2?|ttf|eot|mp[34]|swf|download)$", re.IGNORECASE
)
_HIDDEN = ("~$", ".")


class FilesSpider(SessionSpider):
    """`-a path=FILE|DIR`: a report saved by hand, or a folder of them with all its folders."""

    name = "files"
    custom_settings = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}  # noqa: RUF012  # Scrapy's own name

    def __init__(self, path: str | None = None) -> None:
        super().__init__()
        self.path = Path(path or "")
        if not path or not self.path.exists():
            raise ValueError(f"give -a path=FILE or -a path=FOLDER (there is no {path!r})")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        return spider

    limit: int

    async def start(self) -> AsyncIterator[Any]:
        """One request a file, in the order of their paths: Scrapy's own way to read files, so that a run can be
        broken off like any other."""
        yield RunStarted(self.session.name, "crawl files", self.session.now())
        paths = list(find_files(self.path))
        self.session.summary.found = len(paths)
        for number, path in enumerate(paths):
            url = self.address(path)
            size = path.stat().st_size
            if size > self.limit:
                detail = f"{size} 字节，超过 {self.limit}"
                yield Failed(self.session.name, url, FailureKind.TOO_LARGE, detail, self.session.now())
                continue
            yield Request(
                path.resolve().as_uri(),
                callback=self.read,
                errback=self.unreadable,
                cb_kwargs={"url": url},
                priority=-number,
                dont_filter=True,
            )

    def address(self, path: Path) -> str:
        """A file's address: `file:` and its path relative to the argument."""
        relative = path.relative_to(self.path) if self.path.is_dir() else Path(path.name)
        name = os.fsencode(relative.as_posix())
        return f"file:{decode(name).text}"  # names of old archives are often GBK

    def read(self, response: Response, url: str) -> Iterator[Fetched]:
        """The event of one file, its bytes archived."""
        at = self.session.now()
        kept = self.session.archive.write_file(url, at, response.body)
        yield Fetched(
            run_id=self.session.name,
            url=url,
            final_url=url,
            status=None,
            fetched_at=at,
            referrer=None,
            kind=DocumentKind.REPORT,
            sha256=hashlib.sha256(response.body).hexdigest(),
            size=len(response.body),
            archive_ref=kept.ref,
            wire_digest=wire_digest(response.body),
            context=Context(url=url),
        )

    def unreadable(self, failure: Failure) -> Iterator[Failed]:
        """A file that cannot be opened."""
        url: str = failure.request.cb_kwargs["url"]  # type: ignore[attr-defined]  # Scrapy sets it
        yield Failed(self.session.name, url, FailureKind.DAMAGED, f"文件打不开：{failure.value}", self.session.now())

    def wind_up(self) -> None:
        """Land the run's end after all its files."""
        summary = self.session.summary
        if summary.failed:
            summary.trouble.append(f"{len(summary.failed)} 个文件没有读成")
        reason = "finished" if self.session.broken is None else "database"
        self.session.land_soon(RunFinished(self.session.name, self.session.now(), reason, 0))


def find_files(path: Path) -> Iterator[Path]:
    """The files below a path that may be reports, in order; what a browser saves beside a page is passed over."""
    if path.is_file():
        yield path
        return
    for found in sorted(path.rglob("*")):
        relative = found.relative_to(path)
        if not found.is_file() or any(part.startswith(_HIDDEN) for part in relative.parts):
            continue
        beside_page = any(part.endswith(_ASSET_FOLDERS) for part in relative.parts[:-1])
        if not (beside_page and _ASSETS.search(found.name)) and found.suffix.lower() not in (".css", ".js"):
            yield found
