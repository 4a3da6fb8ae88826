"""Small PDFs written by hand, without a program: text and lines where a test wants them.

The font is one of those that every reader has to know without its file (STSong-Light with the encoding
UniGB-UCS2-H), so that Chinese text needs nothing embedded.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

WIDTH, HEIGHT = 595, 842
PICTURE = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im1 Do Q"  # a white picture over the whole page


def text(x: float, y: float, shown: str, size: float = 12, mode: int = 0) -> str:
    """An operator that shows a text whose baseline begins at a point; `y` counts from the bottom. In mode 3 the text
    is there and is not seen."""
    return f"BT /F1 {size} Tf {mode} Tr 1 0 0 1 {x} {y} Tm <{shown.encode('utf-16-be').hex()}> Tj ET"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """An operator that draws a line."""
    return f"{x0} {y0} m {x1} {y1} l S"


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[str]:
    """The lines of a ruled table with these edges."""
    upright = [line(x, ys[0], x, ys[-1]) for x in xs]
    return upright + [line(xs[0], y, xs[-1], y) for y in ys]


def field(x0: float, y0: float, x1: float, y1: float, value: str, kind: str = "Widget", flags: int = 4) -> str:
    """An annotation, of the first page: a field of a form that is filled in, or one of another kind."""
    shown = f"/V ({value})" if kind == "Widget" and value else f"/Contents ({value})"
    return f"<< /Type /Annot /Subtype /{kind} /FT /Tx /T (a) {shown} /Rect [{x0} {y0} {x1} {y1}] /F {flags} >>"


def pdf(pages: Iterable[Sequence[str]], *, packed: bool = True, notes: Sequence[str] = (), rotate: int = 0) -> bytes:
    """A document of pages, each a sequence of operators; `packed`: their streams are deflated, as programs do; `notes`
    are the annotations of the first; all pages are shown turned to the right by `rotate` degrees."""
    contents = ["\n".join(page).encode("ascii") for page in pages]
    first = 7
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        b" /W [1 95 500] /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 880"
        b" /Descent -120 /CapHeight 700 /ItalicAngle 0 /StemV 80 >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        b"\nstream\n\xff\nendstream",
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Rotate {rotate} /MediaBox [0 0 {WIDTH} {HEIGHT}]"
            f" /Contents {first + 2 * number + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 6 0 R >>"
            " /ExtGState << /Clear << /ca 0.2 >> /Multiply << /BM /Multiply >> >> >>"
            f"{'' if number else f' /Annots [{chr(32).join(notes)}]'} >>".encode()
        )
        stream = zlib.compress(content) if packed else content
        head = f"<< /Length {len(stream)}{' /Filter /FlateDecode' if packed else ''} >>\nstream\n"
        objects.append(head.encode() + stream + b"\nendstream")
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def paragraphs(lines: Iterable[str], size: float = 12, mode: int = 0) -> list[str]:
    """Operators that show lines below each other from the top of a page."""
    return [text(72, HEIGHT - 80 - 20 * number, shown, size, mode) for number, shown in enumerate(lines)]
