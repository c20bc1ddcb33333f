"""The printed plan: our renderer against other ways to print the same page, taking turns in one run."""

import base64
import logging
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "clinic/static"
NAIVE_FONTS = """
@font-face { font-family: "Atkinson Hyperlegible Next"; font-weight: 400; src: url(handout-fonts/atkinson-400.ttf) }
@font-face { font-family: "Atkinson Hyperlegible Next"; font-weight: 600; src: url(handout-fonts/atkinson-600.ttf) }
@font-face { font-family: "Atkinson Hyperlegible Next"; font-weight: 800; src: url(handout-fonts/atkinson-800.ttf) }
@page { size: letter }
"""
NAIVE_LAYOUT = """
.row { display: grid; grid-template-columns: auto 1fr } .picw, .body { display: block }
.goal { display: grid; grid-template-columns: auto auto auto auto } .goal > div { display: block; width: auto }
.lights, .calls { display: grid; grid-template-columns: auto auto auto; width: auto; margin-left: 0 }
.lights > div, .calls > div { display: block; width: auto }
.dose { display: grid; grid-template-columns: auto auto auto auto auto } .dose div { display: block }
.scale { display: grid; grid-template-columns: repeat(11, 1fr) } .scale div { display: block }
svg { width: 46mm; height: 34.5mm } .code svg { width: 14.5mm; height: 14.5mm }
.thumbs svg { width: 24mm; height: 18mm } .pad svg { width: 30mm; height: 48mm }
"""


class Contender:
    """One way to print: an action, what it made, and how long each turn took."""

    def __init__(self, name: str, action: Callable[[], tuple[int, int]]) -> None:
        self.name, self.action = name, action
        self.seconds: list[float] = []
        self.pages = self.size = 0

    def turn(self) -> None:
        """Print once against the clock."""
        start = time.perf_counter()
        self.pages, self.size = self.action()
        self.seconds.append(time.perf_counter() - start)

    @property
    def each(self) -> list[float]:
        """Seconds a page, turn by turn."""
        return [seconds / self.pages for seconds in self.seconds]


def with_files(page: str, *, inline: bool) -> str:
    """Our page with its pictures as files, or inside it, and its style sheet linked: what a browser can open."""
    from clinic.paper import qr_code

    def picture(match: re.Match[str]) -> str:
        name, *ways = match[1].split(".")
        if name == "code":
            svg = qr_code.svg(ways[0])
            address = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
        else:
            svg, address = (STATIC / f"pictures/{name}.svg").read_text(), f"pictures/{name}.svg"
        return svg if inline else match[0].replace(f"footing:{match[1]}", address)

    page = re.sub(r'<img [^>]*?src="footing:([\w.-]+)"[^>]*>', picture, page)
    return page.replace("</head>", '<link rel="stylesheet" href="print.css"></head>')


def site(folder: Path, page: str) -> None:
    """Everything the same page needs outside of our renderer."""
    for name in ("pictures", "handout-fonts"):
        shutil.copytree(STATIC / name, folder / name)
    styles = re.sub(r"footing:([\w-]+)", r"pictures/\1.svg", (STATIC / "css/handout.css").read_text())
    (folder / "print.css").write_text(NAIVE_FONTS + styles)
    (folder / "plan.html").write_text(with_files(page, inline=False))
    naive = with_files(page, inline=True).replace("print.css", "naive.css")
    (folder / "naive.css").write_text(NAIVE_FONTS + styles + NAIVE_LAYOUT)
    (folder / "naive.html").write_text(naive)


def child(path: str) -> None:
    """In a process of its own: one file through WeasyPrint as it comes, once for every line on standard input."""
    import weasyprint

    logging.getLogger("weasyprint").setLevel(100)
    file = Path(path)
    for _ in sys.stdin:
        document = weasyprint.HTML(string=file.read_text(), base_url=f"{file.parent}/").render()
        data = document.write_pdf(pdf_variant="pdf/ua-1")
        print(len(document.pages), len(data), flush=True)


def weasy(name: str, file: Path) -> Contender:
    """A process that prints the file whenever it is asked."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def once() -> tuple[int, int]:
        assert process.stdin is not None
        assert process.stdout is not None
        print("go", file=process.stdin, flush=True)
        pages, size = process.stdout.readline().split()
        return int(pages), int(size)

    return Contender(name, once)


def counted(file: Path) -> tuple[int, int]:
    """Sides and bytes of a PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        return len(document), file.stat().st_size


def chromium(folder: Path, stack: ExitStack) -> list[Contender]:
    """Chromium printing the same page, where it is installed: a new process each time, and a new tab each time."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        return []
    from playwright.sync_api import sync_playwright

    url, out = (folder / "plan.html").as_uri(), folder / "chromium.pdf"
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
    cold = [program, *quiet, "--no-pdf-header-footer", f"--print-to-pdf={out}", url]
    browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=program, args=["--no-sandbox"])
    stack.callback(browser.close)

    def process() -> tuple[int, int]:
        subprocess.run(cold, capture_output=True, check=True)
        return counted(out)

    def tab() -> tuple[int, int]:
        page = browser.new_page()
        page.goto(url)
        page.pdf(path=out, prefer_css_page_size=True, tagged=True)
        page.close()
        return counted(out)

    return [Contender("Chromium, cold", process), Contender("Chromium, warm", tab)]


def measure(repeat: int, mock: Path | None) -> None:
    """The table. The contenders take turns, so that whatever else the machine does slows all of them alike."""
    from clinic.paper import document
    from clinic.renderer.client import Renderer
    from tests.paper import sample

    page = document.html(sample.runner(), document.Variant())
    renderer = Renderer(slack=6)

    def ours() -> tuple[int, int]:
        done = renderer.render(page)
        return done.pages, len(done.data)

    with ExitStack() as stack:
        stack.callback(renderer.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site(folder, page)
        first = Contender("ours, first page of a new worker", ours)
        first.turn()
        others = [weasy("naive: inline SVG, sized grid", folder / "naive.html")]
        if mock is not None:
            others.append(weasy("the mock as delivered", mock / "handout-letter.html"))
        others += chromium(folder, stack)
        warm = Contender("ours, warm, in the worker", ours)
        time.sleep(12)  # the worker draws its pictures ahead while nobody asks for anything
        for contender in (warm, *others):
            contender.action()
        for _ in range(repeat):
            for contender in (warm, *others):
                contender.turn()
    print(f"{'':34}{'ms a page':>10}{'ms':>8}{'pages':>7}{'KB':>7}{'ours is':>9}")
    for one in (first, warm, *others):
        ratio = statistics.median(a / b for a, b in zip(warm.each, one.each, strict=False))
        each, whole = statistics.median(one.each) * 1000, statistics.median(one.seconds) * 1000
        print(f"{one.name:34}{each:10.0f}{whole:8.0f}{one.pages:7}{one.size // 1024:7}{ratio:9.2f}")


if __name__ == "__main__":
    child(sys.argv[1])
