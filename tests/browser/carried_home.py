"""What a browser gets from a link: the bytes, the file that was saved, the words of a PDF."""

import base64
import contextlib
import io
import re
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page

FETCH = """async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def fetched(page: Page, link: str) -> bytes:
    """What a link leads to, through the browser's own connection."""
    return base64.b64decode(page.evaluate(FETCH, page.locator(link).get_attribute("href")))


def downloaded(page: Page, link: str, folder: Path) -> Path:
    """The file that a link saves, under the name that the server gave it."""
    with page.expect_download() as saving:
        page.locator(link).click()
    file = folder / saving.value.suggested_filename
    saving.value.save_as(file)
    return file


def words(pdf: bytes) -> str:
    """Every word of a PDF, spaces folded."""
    with contextlib.closing(pypdfium2.PdfDocument(io.BytesIO(pdf))) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return re.sub(r"\s+", " ", " ".join(pages))
