"""Files packed together, as offices send them up: member names in UTF-8 or, without the flag that says so, in GBK."""

from __future__ import annotations

import io
import zipfile


class _GbkInfo(zipfile.ZipInfo):
    """A member whose name is written in GBK and not marked as UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def packed(members: dict[str, bytes], *, gbk: bool = False) -> bytes:
    """A ZIP file of the named members; a name that ends in a slash is a folder."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = (_GbkInfo if gbk else zipfile.ZipInfo)(name, (2024, 1, 29, 9, 30, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return target.getvalue()
