"""Make clinic/static/handout-fonts: the only fonts a handout is ever set in, their coverage and their hashes.

    npm pack @fontsource/noto-sans @fontsource/noto-sans-arabic @fontsource/noto-sans-hebrew \\
        @fontsource/noto-sans-devanagari @fontsource/noto-sans-thai @fontsource/noto-emoji \\
        @fontsource/atkinson-hyperlegible-next     # unpack each into PACKAGES/<name>
    apt-get download fonts-droid-fallback          # unpack into PACKAGES/fonts-droid-fallback
    python assets/handout_fonts/build.py PACKAGES [--latin clinic/static/fonts]

WOFF2 becomes TrueType here, once, because a renderer that may write no file cannot unpack it at print time.
"""

import argparse
import hashlib
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
OUT = ROOT / "clinic/static/handout-fonts"
NOTO = {
    "noto-sans": ("latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese"),
    "noto-sans-arabic": ("arabic",),
    "noto-sans-hebrew": ("hebrew",),
    "noto-sans-devanagari": ("devanagari",),
    "noto-sans-thai": ("thai",),
}
# Allowed though no font draws them: joiners and the emoji variation mark, which only steer their neighbours.
STEERING = (0x200C, 0x200D, 0xFE0F)


def sources(packages: Path, latin: Path) -> dict[str, Path]:
    """Every font by the name it gets here."""
    found = {}
    for weight in (400, 600, 800):
        found[f"atkinson-{weight}.ttf"] = latin / f"atkinson-hyperlegible-next-latin-{weight}-normal.woff2"
        found[f"atkinson-ext-{weight}.ttf"] = (
            packages / f"atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-{weight}-normal.woff2"
        )
    for package, subsets in NOTO.items():
        for subset in subsets:
            for weight in (400, 700):
                found[f"{package}-{subset}-{weight}.ttf"] = (
                    packages / package / "files" / f"{package}-{subset}-{weight}-normal.woff2"
                )
    found["noto-emoji.ttf"] = packages / "noto-emoji/files/noto-emoji-emoji-400-normal.woff2"
    found["droid-sans-fallback.ttf"] = (
        packages / "fonts-droid-fallback/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"
    )
    return found


def ranges(codes: set[int]) -> list[str]:
    """The codes as lines of `first-last` in hex."""
    lines, first, last = [], -2, -2
    for code in [*sorted(codes), 0x7FFFFFFF]:
        if code == last + 1:
            last = code
            continue
        if first >= 0:
            lines.append(f"{first:x}-{last:x}")
        first = last = code
    return lines


def main() -> None:
    """Convert, and write coverage.txt and SHA256SUMS beside the fonts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path)
    parser.add_argument("--latin", type=Path, default=ROOT / "clinic/static/fonts")
    options = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    codes: set[int] = set(STEERING)
    for name, source in sources(options.packages, options.latin).items():
        font = TTFont(source, recalcTimestamp=False)
        font.flavor = None
        font.save(OUT / name, reorderTables=True)
        codes.update(font.getBestCmap())
    # Controls are never drawn, whatever a font claims.
    codes -= set(range(0x20)) | set(range(0x7F, 0xA0)) | set(range(0x200E, 0x2010)) | set(range(0x202A, 0x202F))
    (OUT / "coverage.txt").write_text("\n".join(ranges(codes)) + "\n")
    files = sorted(p for p in OUT.iterdir() if p.name != "SHA256SUMS")
    (OUT / "SHA256SUMS").write_text("".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files))


if __name__ == "__main__":
    main()
