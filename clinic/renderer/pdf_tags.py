"""What a finished PDF of ours still needs: languages, header scopes and artifacts in its tags, and its compression."""

import zlib
from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags

LEVEL = 6
"""Of compression: 9 takes twice the time and saves half a per cent."""

# What WeasyPrint's tags leave out: the language of a part, the scope of a header cell, and running headers and footers
# as artifacts, which a screen reader must not read on every page. The first two are added while it walks the boxes;
# for the third the walk notes the marks, and the finished streams are changed before they are written.
_RUNNING: dict[int, list[int]] = {}
_build = tags._build_box_tree


def _build_box_tree(
    box: Any, parent: Any, pdf: Any, page: int, nums: Any, annotations: Any, marked: Any
) -> Iterator[Any]:
    """WeasyPrint's own walk over the boxes, with what it leaves out added on the way."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.MarginBox):
        for child in _leaves(box):
            mcid = marked.pop(child)["mcid"]
            nums[mcid] = b"null"
            _RUNNING.setdefault(id(marked), []).append(mcid)
        return
    element = box.element
    language = element.get("lang") if element is not None and isinstance(box.element_tag, str) else None
    for built in _build(box, parent, pdf, page, nums, annotations, marked):
        if language and box.element_tag not in ("html", "body"):
            built["Lang"] = pydyf.String(language)
        if built["S"] == "/TH" and element is not None and "A" in built:
            built["A"]["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
        yield built


def _leaves(box: Any) -> Iterator[Any]:
    if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
        yield box
    for child in getattr(box, "children", ()):
        yield from _leaves(child)


tags._build_box_tree = _build_box_tree


def begin() -> None:
    """Forget the marks of a page that was never finished."""
    _RUNNING.clear()


def finish(_document: Any, pdf: Any) -> None:
    """Mark running text as artifact in the finished streams, and compress every stream once, where writing it with an
    identifier would compress it twice."""
    for stream in pdf.objects:
        if not isinstance(stream, pydyf.Stream):
            continue
        marks = set(_RUNNING.pop(id(getattr(stream, "_tags", None)), ()))
        for at, item in enumerate(stream.stream if marks else ()):
            if isinstance(item, pydyf.Dictionary) and item.get("MCID") in marks:
                stream.stream[at - 1 : at + 1] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})
        if stream.compress:
            data = b"\n".join(pydyf._to_bytes(item) for item in stream.stream)
            stream.stream, stream.compress = [zlib.compress(data, LEVEL)], False
            stream.extra = {**stream.extra, "Filter": "/FlateDecode"}
