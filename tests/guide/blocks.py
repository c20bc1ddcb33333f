"""The command blocks of a page, in their order, each with what the page says about running it."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(
    r"(?:^ *<!-- (?P<mark>[^\n]+?) -->\n)?^(?P<indent> *)```(?P<kind>\w*)\n(?P<text>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
NOT_RUN = "not run here: "


@dataclass(frozen=True)
class Block:
    """One block: its language, its text, the mark before it, and the heading it stands under."""

    kind: str
    text: str
    mark: str
    heading: str

    @property
    def is_run(self) -> bool:
        """Whether the tests run it."""
        return not self.mark.startswith(NOT_RUN)


def of(page: Path) -> list[Block]:
    """Every block of `page`."""
    words = page.read_text(encoding="utf-8")
    headings = [(match.start(), match[1]) for match in re.finditer(r"^##+ (.+)$", words, re.MULTILINE)]
    found = []
    for match in _BLOCK.finditer(words):
        heading = next((name for start, name in reversed(headings) if start < match.start()), "")
        found.append(Block(match["kind"], textwrap.dedent(match["text"]), match["mark"] or "", heading))
    return found
