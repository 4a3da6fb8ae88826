"""What a reader is asked to read: a document with what is known of it, and the files that it links."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.records import Context, Member
from storage.events import dump_context, load_context

# Between the address of an archive and the name of a file in it. Browsers open the archive.
_IN_ARCHIVE = "#!/"


@dataclass(frozen=True, slots=True)
class Job:
    """`ref` is where the document is in the archive; `attachments` are the addresses and places of the files that it
    links, in its order."""

    ref: str
    context: Context
    attachments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """How a document of a report was read, by hashes: the document that was handed to the reader (the file itself, the
    archive that it is in, the page that links it), what was known of that, and the files read with it."""

    of: str
    context: Context
    attachments: tuple[tuple[str, str], ...] = ()


def dump_origin(origin: Origin) -> str:
    """An origin as JSON."""
    fields = {"of": origin.of, "with": origin.attachments, "context": json.loads(dump_context(origin.context))}
    return json.dumps(fields, ensure_ascii=False)


def load_origin(text: str, sha256: str) -> Origin:
    """The origin that `dump_origin` wrote. A database of before has the context alone, of the document `sha256`."""
    fields: Mapping[str, object] = json.loads(text)
    if "of" not in fields:
        return Origin(sha256, load_context(text))
    attachments = tuple((url, sha) for url, sha in json.loads(text)["with"])
    return Origin(str(fields["of"]), Context(**json.loads(text)["context"]), attachments)


def member_address(address: str, member: Member) -> str:
    """The address of a file that was read with a document: its own, or that of the archive and its name in it."""
    base = member.url or address
    return f"{base}{_IN_ARCHIVE}{member.name}" if member.path else base


def archive_address(address: str) -> tuple[str, str | None]:
    """The address of the archive that an address leads into, and the name in it; None where it leads into none."""
    base, within, name = address.partition(_IN_ARCHIVE)
    return (base, name) if within else (address, None)


def addresses_within(address: str) -> tuple[str, str]:
    """The first and the end of the addresses of files in an archive, as texts compare."""
    return f"{address}{_IN_ARCHIVE}", f"{address}#!0"
