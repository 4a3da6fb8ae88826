"""The download handler of runs that render; importing it needs the extra `render`."""

from __future__ import annotations

import logging

from playwright.async_api import Error, TimeoutError
from scrapy import Request
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler import tls

# It logs a traceback for each page that fails; the failure is named in the database.
logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)


class Handler(ScrapyPlaywrightDownloadHandler, tls.Handler):  # type: ignore[misc]  # it has no types
    """Requests with `playwright` in their `meta` go to Chromium, the others to `crawler.tls.Handler`."""

    async def download_request(self, request: Request) -> Response:
        """The response of a server, or a rendered page. Raises what Scrapy's handler raises."""
        try:
            response: Response = await super().download_request(request)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"Chromium: {error.message}") from error
        except Error as error:
            raise DownloadFailedError(f"Chromium: {error.message}") from error
        return response
