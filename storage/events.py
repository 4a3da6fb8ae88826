"""What happened in a run, as records: what the archive keeps beside the bytes, and the database is made from.

A run writes each event to the archive before anything acts on it; `replay` reads them back. So both ways to the
database go through the same values, and what is not an event did not happen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pipelines.records import Context, DocumentKind, FailureKind


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run over one portal, or over a folder (`portal` is then None), began.

    `portal` has the columns of table `portals`; times are ISO 8601 in UTC.
    """

    run_id: str
    command: str
    started_at: str
    portal: Mapping[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document came, and `archive_ref` (file:offset:length) is where its bytes are.

    `sha256` and `size` are of the payload after content-encoding; `wire_digest` is the archive's digest of it as
    sent. `kind` is what it was fetched as. `context` is what the way to it told, `media_type` what the bytes are,
    `attachments` the files that a report's page links. `etag` and `last_modified` are the headers as they came, to be
    sent back when the address is asked again.
    """

    run_id: str
    url: str
    final_url: str
    status: int | None
    fetched_at: str
    referrer: str | None
    kind: DocumentKind
    sha256: str
    size: int
    archive_ref: str
    wire_digest: str
    context: Context = field(default_factory=Context)
    media_type: str | None = None
    attachments: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server said that an address still has what it had (HTTP 304). `sha256` is of the document known before."""

    run_id: str
    url: str
    final_url: str
    fetched_at: str
    sha256: str
    referrer: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that did not come, or came as something that is not it (`status` then tells what the server said).

    `context` is what the way to it told, so that an absence can be laid to an organ and a year.
    """

    run_id: str
    url: str
    kind: FailureKind
    detail: str
    at: str
    status: int | None = None
    referrer: str | None = None
    context: Context | None = None


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run ended. `reason` is `finished`, or why it stopped; `pages` counts listing pages.

    `listings` says of each column what was found in it: links, reports, what was left out by reason, and whether
    it was read to its end.
    """

    run_id: str
    finished_at: str
    reason: str
    pages: int
    listings: tuple[Mapping[str, Any], ...] = ()


Event = RunStarted | Fetched | Unchanged | Failed | RunFinished

_EVENTS: Mapping[str, type[Event]] = {
    kind.__name__: kind for kind in (RunStarted, Fetched, Unchanged, Failed, RunFinished)
}


def moment_of(event: Event) -> str:
    """When it happened."""
    match event:
        case RunStarted():
            return event.started_at
        case Fetched() | Unchanged():
            return event.fetched_at
        case Failed():
            return event.at
        case RunFinished():
            return event.finished_at


def dump_context(context: Context) -> str:
    """A context as JSON; what is None is left out."""
    return json.dumps({name: value for name, value in asdict(context).items() if value is not None}, ensure_ascii=False)


def load_context(text: str) -> Context:
    """The context that `dump_context` wrote."""
    return Context(**json.loads(text))


def dump_event(event: Event) -> bytes:
    """An event as JSON, its kind under `event`; what is None is left out."""
    fields = {name: value for name, value in asdict(event).items() if value is not None}
    if isinstance(event, Fetched | Failed) and event.context is not None:
        fields["context"] = json.loads(dump_context(event.context))
    return json.dumps({"event": type(event).__name__, **fields}, ensure_ascii=False).encode()


def load_event(data: bytes) -> Event:
    """The event of a record. Raises `ValueError` for what is not one."""
    fields = json.loads(data)
    kind = _EVENTS.get(fields.pop("event", None))
    if kind is None:
        raise ValueError(f"not an event of this archive: {data[:80]!r}")
    if kind is Fetched:
        fields["kind"] = DocumentKind(fields["kind"])
        fields["context"] = Context(**fields["context"])
        fields["attachments"] = tuple(fields.get("attachments", ()))
        fields = {"status": None, "referrer": None, **fields}
    if kind is Failed:
        fields["kind"] = FailureKind(fields["kind"])
        fields["context"] = Context(**fields["context"]) if "context" in fields else None
    if kind is RunFinished:
        fields["listings"] = tuple(fields["listings"])
    return kind(**fields)
