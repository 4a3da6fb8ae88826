"""Scrapy's settings, in the order of the flow. What a user may change is in `crawler.options`."""

from crawler.options import OptionError, read_options

try:
    _options = read_options()
except OptionError as error:
    raise SystemExit(str(error)) from error
globals().update(_options)

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# Who asks, and how politely. The delay and the pauses grow with a slow server.
USER_AGENT = (
    f"nianbao/0.1 (annual reports on open government information; +{_options['CONTACT'] or 'no contact given'})"
)
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # pages are asked in the order in which they were found
DOWNLOAD_DELAY_JITTER = 0  # the delay is the least, AutoThrottle adds to it
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = _options["DOWNLOAD_DELAY"]
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_WARNSIZE = 0
RETRY_HTTP_CODES = [500, 502, 503, 504, 408]  # not 429: a server that asks for quiet gets it, and a named failure
COOKIES_ENABLED = True  # some servers redirect to themselves until their cookie comes back
HTTPERROR_ALLOW_ALL = True  # what a status means is told by crawler.blocks
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",  # what every reader of the archive can undo
}

# The archive stands next to the network: bytes are kept before anything reads them.
DOWNLOADER_MIDDLEWARES = {
    "crawler.guard.HostGuard": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.guard.Robots": 100,
    "crawler.backoff.Backoff": 560,
    "crawler.archiving.ArchiveMiddleware": 990,
}
DOWNLOAD_HANDLERS = {"https": "crawler.tls.Handler"}

ITEM_PIPELINES = {"pipelines.item_pipeline.ReportPipeline": 100}
CONCURRENT_ITEMS = 8  # items wait for the reader; few at a time keep memory flat

EXTENSIONS = {
    "crawler.progress.Progress": 100,
    "scrapy.extensions.logstats.LogStats": None,
}

# Scrapy 2.19 starts a local server that executes Python, and a telnet console: nothing here needs either.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
