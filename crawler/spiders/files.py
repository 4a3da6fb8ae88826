"""The spider `files`: reads saved reports from a folder, through the same archive, chain and database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler

from crawler.session import Session
from pipelines.records import Context, DocumentKind, FailureKind
from storage.archive import wire_digest
from storage.events import Failed, Fetched, RunFinished, RunStarted

# What a browser saves beside a page, in the folder `NAME_files` or `NAME.files`.
_ASSET_FOLDERS = ("_files", ".files", "_文件")
_ASSETS = re.compile(
    r"\.(?:css|js|map|json|png|jpe?g|gif|svg|webp|ico|bmp|woff2?|ttf|eot|mp[34]|swf|download)$", re.IGNORECASE
)
_HIDDEN = ("~$", ".")


class FilesSpider(Spider):
    """`-a path=FILE|DIR`: a report saved by hand, or a folder of them with all its folders."""

    name = "files"

    def __init__(self, path: str | None = None) -> None:
        super().__init__()
        self.path = Path(path or "")
        if not path or not self.path.exists():
            raise ValueError(f"give -a path=FILE or -a path=FOLDER (there is no {path!r})")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        spider.session = Session(Path(settings["ARCHIVE"]), Path(settings["DATABASE"]), settings.getint("READERS"))
        spider.session.closing = spider.wind_up
        spider.limit = settings.getint("DOWNLOAD_MAXSIZE")
        return spider

    session: Session
    limit: int

    async def start(self) -> AsyncIterator[Any]:
        """One event a file, in the order of their paths."""
        yield RunStarted(self.session.name, "crawl files", self.session.now())
        paths = list(find_files(self.path))
        self.session.summary.found = len(paths)
        for path in paths:
            yield self.read(path)

    def read(self, path: Path) -> Fetched | Failed:
        """The event of one file. A file's address is `file:` and its path relative to the argument."""
        relative = path.relative_to(self.path) if self.path.is_dir() else Path(path.name)
        url = f"file:{relative.as_posix()}"
        at = self.session.now()
        try:
            size = path.stat().st_size
            data = path.read_bytes() if size <= self.limit else None
        except OSError as error:
            return Failed(self.session.name, url, FailureKind.DAMAGED, f"文件打不开：{error.strerror}", at)
        if data is None:
            return Failed(self.session.name, url, FailureKind.TOO_LARGE, f"{size} 字节，超过 {self.limit}", at)
        kept = self.session.archive.write_file(url, at, data)
        return Fetched(
            run_id=self.session.name,
            url=url,
            final_url=url,
            status=None,
            fetched_at=at,
            referrer=None,
            kind=DocumentKind.REPORT,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            archive_ref=kept.ref,
            wire_digest=wire_digest(data),
            context=Context(url=url),
        )

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
