"""Make clinic/static/handout-fonts: the only fonts a handout is ever set in, their coverage and their hashes.

    npm pack @fontsource/noto-sans @fontsource/noto-sans-arabic @fontsource/noto-sans-hebrew \\
        @fontsource/noto-sans-devanagari @fontsource/noto-sans-thai @fontsource/noto-emoji \\
        @fontsource/atkinson-hyperlegible-next     # unpack each into PACKAGES/<name>
    npm pack @fontsource/noto-sans-{kr,bengali,tamil,telugu,gujarati,gurmukhi,kannada,malayalam,armenian,georgian} \\
        @fontsource/noto-sans-{ethiopic,khmer,lao,myanmar,sinhala,cherokee}
    apt-get download fonts-droid-fallback          # unpack into PACKAGES/fonts-droid-fallback
    python assets/handout_fonts/build.py PACKAGES [--latin clinic/static/fonts]

A font whose package is not unpacked stays as it is. WOFF2 becomes TrueType here, once, because a renderer that may
write no file cannot unpack it at print time.
"""

import argparse
import hashlib
import tempfile
from pathlib import Path

from fontTools import merge, subset
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
# Scripts in which names are written here: one weight each, so that all of them fit into 10 MB.
ONE_WEIGHT = (
    "armenian", "bengali", "cherokee", "ethiopic", "georgian", "gujarati", "gurmukhi", "kannada", "khmer", "lao",
    "malayalam", "myanmar", "sinhala", "tamil", "telugu",
)  # fmt: skip
OKINA = (0x20, 0x02BB, 0x02BC)
"""The letters of Hawaiian and others that look like an apostrophe and are none; and the space beside them."""
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
        for piece in subsets:
            for weight in (400, 700):
                found[f"{package}-{piece}-{weight}.ttf"] = (
                    packages / package / "files" / f"{package}-{piece}-{weight}-normal.woff2"
                )
    for script in ONE_WEIGHT:
        name = f"noto-sans-{script}"
        found[f"{name}-{script}-400.ttf"] = packages / name / "files" / f"{name}-{script}-400-normal.woff2"
    found["noto-emoji.ttf"] = packages / "noto-emoji/files/noto-emoji-emoji-400-normal.woff2"
    found["droid-sans-fallback.ttf"] = (
        packages / "fonts-droid-fallback/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"
    )
    return found


def hangul() -> set[int]:
    """The 2,350 syllables of KS X 1001, in which names and ordinary words are written, and the compatibility jamo."""
    syllables = {code for code in range(0xAC00, 0xD7A4) if _is_common(chr(code))}
    return syllables | set(range(0x3131, 0x318F)) | {0x20}


def _is_common(syllable: str) -> bool:
    try:
        return len(syllable.encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False


def part(source: Path, codes: set[int]) -> TTFont | None:
    """Of a font only what draws these characters; nothing where it draws none of them."""
    font = TTFont(source, recalcTimestamp=False)
    wanted = codes & set(font.getBestCmap())
    if not wanted:
        return None
    options = subset.Options(layout_features=["*"], notdef_outline=True, hinting=False, name_IDs=[0, 1, 2, 4, 13, 14])
    worker = subset.Subsetter(options)
    worker.populate(unicodes=wanted)
    worker.subset(font)
    font.flavor = None
    return font


def korean(files: Path, folder: Path) -> TTFont:
    """The syllables out of the hundred pieces in which the package holds them, as one font."""
    pieces, wanted = [], hangul()
    for at, source in enumerate(sorted(files.glob("noto-sans-kr-*-400-normal.woff2"))):
        font = part(source, wanted)
        if font is not None:
            for table in ("GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "BASE"):
                if table in font:
                    del font[table]
            font.save(folder / f"{at:03}.ttf")
            pieces.append(str(folder / f"{at:03}.ttf"))
    return merge.Merger().merge(pieces)


def add_scripts(packages: Path) -> None:
    """The fonts of which only a part is taken."""
    okina = packages / "noto-sans/files/noto-sans-latin-400-normal.woff2"
    if okina.is_file():
        for weight in (400, 700):
            source = okina.with_name(f"noto-sans-latin-{weight}-normal.woff2")
            font = part(source, set(OKINA))
            if font is not None:
                font.save(OUT / f"noto-sans-okina-{weight}.ttf", reorderTables=True)
    if (packages / "noto-sans-kr").is_dir():
        with tempfile.TemporaryDirectory() as folder:
            korean(packages / "noto-sans-kr/files", Path(folder)).save(OUT / "noto-sans-kr-400.ttf")


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
        if source.is_file():
            font = TTFont(source, recalcTimestamp=False)
            font.flavor = None
            font.save(OUT / name, reorderTables=True)
    add_scripts(options.packages)
    for path in sorted(OUT.glob("*.ttf")):
        codes.update(TTFont(path, lazy=True).getBestCmap())
    # Controls are never drawn, whatever a font claims.
    codes -= set(range(0x20)) | set(range(0x7F, 0xA0)) | set(range(0x200E, 0x2010)) | set(range(0x202A, 0x202F))
    (OUT / "coverage.txt").write_text("\n".join(ranges(codes)) + "\n")
    files = sorted(p for p in OUT.iterdir() if p.name != "SHA256SUMS")
    (OUT / "SHA256SUMS").write_text("".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files))


if __name__ == "__main__":
    main()
