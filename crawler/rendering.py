"""Column pages that only a script writes, run through Chromium: an optional extra, for listings that say `render`.

The browser has no network. A page is asked for as any other and judged as any other; what came is then handed to
Chromium, and whatever its scripts ask for is asked by Scrapy, through the same middlewares: host guard, robots.txt,
delays, back-off and archive hold for each of them, under the project's own User-Agent. A page that is no document, a
protection page above all, is never run, and a page that leads elsewhere is not followed (PORTALS.md §9).

Nothing here needs the extra to be installed; `crawler.chromium` does.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from importlib.util import find_spec
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.errors import name_failure
from crawler.follow import is_allowed
from crawler.portal import Portal
from crawler.visit import Visit

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
RENDERED = "X-Rendered-By"  # the header by which the archive tells a rendered page from what a server sent
_PACKAGE = "scrapy_playwright"
_LONGEST_MS = 180_000  # what a page asks for waits for the delays of its hosts
_ASKED = frozenset({"document", "script", "xhr", "fetch"})  # what links may come from; not styles, pictures, counts
_METHODS = frozenset({"GET", "POST"})
_SENT = ("accept", "content-type", "x-requested-with", "referer")
_GIVEN = ("Content-Type", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")

Fetch = Callable[[Request], Awaitable[Response]]
logger = logging.getLogger(__name__)


def renders(portal: Portal) -> bool:
    """Whether a listing of the portal is to be rendered."""
    return any(listing.render for listing in portal.listings)


def require_browser(portals: Iterable[Portal]) -> str | None:
    """The path of the system's Chromium where a portal needs it, None where none does.

    Raises `ValueError`, which names the first portal that needs it, where it or scrapy-playwright is missing.
    """
    needing = next((portal for portal in portals if renders(portal)), None)
    if needing is None:
        return None
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None or find_spec(_PACKAGE) is None:
        missing = " and ".join(
            name for name, there in (("scrapy-playwright", find_spec(_PACKAGE)), ("Chromium", browser)) if not there
        )
        raise ValueError(
            f"{needing.file}: render: portal {needing.id} needs a browser, {missing} missing: "
            "pip install .[render], and apt install chromium (Debian)"
        )
    return browser


def settings_for(browser: str) -> Mapping[str, Any]:
    """The settings of a run that renders with the Chromium at this path."""
    return {
        "DOWNLOAD_HANDLERS": {"http": "crawler.chromium.Handler", "https": "crawler.chromium.Handler"},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": browser,
            "headless": True,
            "chromium_sandbox": os.geteuid() != 0,  # Chromium has none for root
            # No name is found and no address reached: sockets, pop-ups and workers, which no page's route sees, too.
            "args": ["--host-resolver-rules=MAP * ~NOTFOUND"],
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": _LONGEST_MS,
        "PLAYWRIGHT_ABORT_REQUEST": abort_all,
    }


def abort_all(request: Any) -> bool:
    """What comes past a page's own route, if anything does, is not sent."""
    return True


def is_rendered(response: Response) -> bool:
    """Whether a response is what Chromium made of a page."""
    return RENDERED in response.headers


class Renderer:
    """Makes requests for rendered pages of a run. `fetch` downloads a request as the crawl does."""

    def __init__(self, fetch: Fetch, user_agent: str) -> None:
        self._fetch = fetch
        self._user_agent = user_agent
        self._scripts: dict[str, Response] = {}  # of all pages: the browser keeps nothing

    def meta_of(self, response: Response, visit: Visit) -> dict[str, Any]:
        """The `meta` of the request that renders a page that came. Rendering waits in a queue of its own, one page at
        a time, so that the queue of the page's host is free for what the page asks for."""

        async def supply(page: Any, request: Request) -> None:
            await page.route("**", lambda route: self._answer(route, page, response, visit))

        return {
            "playwright": True,
            "playwright_context": visit.portal.id,
            "playwright_context_kwargs": {"user_agent": self._user_agent, "locale": "zh-CN"},
            "playwright_page_init_callback": supply,
            "playwright_page_goto_kwargs": {"wait_until": "networkidle"},
            "download_slot": "chromium",
            "autothrottle_dont_adjust_delay": True,
            "dont_retry": True,
        }

    async def _answer(self, route: Any, page: Any, document: Response, visit: Visit) -> None:
        """Answer one request of a page: the page itself with what came, the rest with what Scrapy is given."""
        asked = route.request
        if asked.is_navigation_request() and asked.frame == page.main_frame:
            if asked.url == document.url.partition("#")[0] and page.url == "about:blank":
                await route.fulfill(
                    status=document.status,
                    headers={**_given(document), RENDERED: "Chromium"},
                    body=document.body,
                )
            else:
                # A page that goes elsewhere, or comes again with what it has computed, stays as it is: aborted, it
                # would become the browser's own error page.
                await route.fulfill(status=HTTPStatus.NO_CONTENT)
            return
        answer = await self._ask(asked, visit)
        if answer is None:
            await route.abort()
        else:
            await route.fulfill(status=answer.status, headers=_given(answer), body=answer.body)

    async def _ask(self, asked: Any, visit: Visit) -> Response | None:
        """The response to what a page asks for; None where it may not be asked, or does not come."""
        wanted = asked.resource_type in _ASKED and asked.method in _METHODS and is_allowed(asked.url, visit.portal)
        if not wanted:
            return None
        if asked.url in self._scripts:
            return self._scripts[asked.url]
        request = Request(
            asked.url,
            method=asked.method,
            headers={name: asked.headers[name] for name in _SENT if name in asked.headers},
            body=asked.post_data_buffer or b"",
            cb_kwargs={"visit": visit},
        )
        visit.requests += 1
        try:
            response = await self._fetch(request)
        except Exception as error:  # whatever it is, the page goes on without it
            kind, detail = name_failure(error)
            logger.warning("%s: not given to the page that asks for it: %s (%s)", asked.url, kind, detail)
            return None
        if asked.resource_type == "script":
            self._scripts[asked.url] = response
        return response


def _given(response: Response) -> dict[str, str]:
    """The headers of a response that its meaning needs."""
    values = {name: response.headers.get(name) for name in _GIVEN}
    return {name: value.decode("latin-1") for name, value in values.items() if value is not None}
