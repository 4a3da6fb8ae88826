"""The spider `files`: reads saved reports from a folder, through the same archive, chain and database."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.attachments import find_attachments, find_pictures
from crawler.spiders.base import SessionSpider
from pipelines.decode import decode
from pipelines.media_types import media_type
from pipelines.records import Context, DocumentKind, FailureKind
from storage.archive import wire_digest
from storage.events import Failed, Fetched, RunFinished, RunStarted

# What a browser saves beside a page, in the folder `NAME_files` or `NAME.files`.
_ASSET_FOLDERS = ("_files", ".files", "_文件")
_ASSETS = re.compile(
    r"\.(?:css|js|map|json|png|jpe?g|gif|svg|webp|ico|bmp|woff2?|ttf|eot|mp[34]|swf|download)$", re.IGNORECASE
)
_HIDDEN = ("~$", ".")
# What tells that a page links files, before it is worth taking apart.
_LINKS_FILES = re.compile(
    rb"\.(?:pdf|docx?|wps|xlsx?|et|ods|odt|rtf|zip|rar|csv|jpe?g|png|gif|bmp|tiff?)[\"'?#\s>]", re.IGNORECASE
)
_NOWHERE = "http://saved.invalid/"  # where a saved page's relative links are taken to lead
_PAGES = (".html", ".htm", ".shtml", ".mht", ".mhtml")


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
        links = {path: linked for path in paths if (linked := linked_files(path, self.path))}
        attached = {file for linked in links.values() for file in linked}
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
                cb_kwargs={
                    "url": url,
                    "kind": DocumentKind.ATTACHMENT if path in attached else DocumentKind.REPORT,
                    "attachments": tuple(self.address(file) for file in links.get(path, ())),
                },
                priority=-number,
                dont_filter=True,
            )

    def address(self, path: Path) -> str:
        """A file's address: `file:` and its path relative to the argument."""
        relative = path.relative_to(self.path) if self.path.is_dir() else Path(path.name)
        name = os.fsencode(relative.as_posix())
        return f"file:{decode(name).text}"  # names of old archives are often GBK

    def read(self, response: Response, url: str, kind: DocumentKind, attachments: tuple[str, ...]) -> Iterator[Fetched]:
        """The event of one file, its bytes archived. A file that a page links is read with the page."""
        at = self.session.now()
        kept = self.session.archive.write_file(url, at, response.body)
        yield Fetched(
            run_id=self.session.name,
            url=url,
            final_url=url,
            status=None,
            fetched_at=at,
            referrer=None,
            kind=kind,
            sha256=hashlib.sha256(response.body).hexdigest(),
            size=len(response.body),
            archive_ref=kept.ref,
            wire_digest=wire_digest(response.body),
            media_type=media_type(response.body),
            attachments=attachments,
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


def linked_files(page: Path, folder: Path) -> list[Path]:
    """The files beside a saved page that it links: by the path that a link has, else by the name at its end, in the
    page's folder or in the one that a browser saved with it. Nothing outside `folder` is looked at."""
    if page.suffix.lower() not in _PAGES or not folder.is_dir():
        return []
    data = page.read_bytes()
    if not _LINKS_FILES.search(data):
        return []
    beside = [page.parent, *(page.parent / f"{page.stem}{ending}" for ending in _ASSET_FOLDERS)]
    root = folder.resolve()
    found: dict[Path, None] = {}
    text = decode(data).text
    for address in (*find_attachments(text, _NOWHERE), *find_pictures(text, _NOWHERE)):
        path = unquote(urlsplit(address).path).lstrip("/")
        for candidate in (page.parent / path, *(place / Path(path).name for place in beside)):
            inside = root in candidate.resolve().parents
            if path and inside and candidate.is_file() and candidate != page:
                found[folder / candidate.resolve().relative_to(root)] = None
                break
    return list(found)


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
