"""Printed pages as an office scanner gives them back: grey, a little skewed, noisy and soft."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable

import pypdfium2  # type: ignore[import-untyped, unused-ignore]
from PIL import Image, ImageChops, ImageFilter


def _noise(size: tuple[int, int], strength: int, seed: int) -> Image.Image:
    """Grey grains around 128, the same for the same seed."""
    grains = Image.frombytes("L", size, random.Random(seed).randbytes(size[0] * size[1]))
    return grains.point([128 - strength + value * 2 * strength // 255 for value in range(256)])


def pages(
    pdf: bytes, dpi: int, skew: float, *, strength: int = 10, blur: float = 0.6, only: Iterable[int] = ()
) -> list[Image.Image]:
    """The pages of a PDF (those of `only`, if given) as scanned pictures, every other one skewed the other way."""
    document = pypdfium2.PdfDocument(pdf)
    wanted = list(only) or range(len(document))
    scanned = []
    for place, number in enumerate(wanted):
        sheet: Image.Image = document[number].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        angle = skew if place % 2 == 0 else -skew
        sheet = sheet.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
        sheet = sheet.filter(ImageFilter.GaussianBlur(blur)).point([20 + value * 225 // 255 for value in range(256)])
        scanned.append(ImageChops.add(sheet, _noise(sheet.size, strength, number), 1, -128))
    return scanned


def jpeg(picture: Image.Image, quality: int = 45) -> bytes:
    """One page as JPEG."""
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()


def png(picture: Image.Image) -> bytes:
    """One page as PNG of four greys, whitened as scanners do."""
    greys = picture.point([min(max((value - 60) * 255 // 150, 0), 255) // 64 * 85 for value in range(256)])
    target = io.BytesIO()
    greys.quantize(4, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
    return target.getvalue()


def tiff(pictures: list[Image.Image]) -> bytes:
    """Pages as one black-and-white TIFF, packed as fax machines do."""
    plain = [picture.point([0 if value < 165 else 255 for value in range(256)]).convert("1") for picture in pictures]
    target = io.BytesIO()
    plain[0].save(target, "TIFF", save_all=True, append_images=plain[1:], compression="group4", dpi=(200, 200))
    return target.getvalue()


def pdf_of(pictures: list[Image.Image], dpi: int, quality: int = 45) -> bytes:
    """Pages as a PDF of pictures only."""
    plain = [Image.open(io.BytesIO(jpeg(picture, quality))) for picture in pictures]
    target = io.BytesIO()
    plain[0].save(target, "PDF", save_all=True, append_images=plain[1:], resolution=dpi, quality=quality)
    return target.getvalue()
