"""Write every picture to clinic/static/pictures and check it against the style rules.

python assets/illustration/build.py                  write all of them
python assets/illustration/build.py heel-raise       write some
python assets/illustration/build.py --out folder     write somewhere else
python assets/illustration/build.py --list           print the names
"""

import argparse
import pathlib
import sys
from concurrent.futures import ProcessPoolExecutor

from drawing.lint import problems
from scenes import SCENES, SCREEN, insoles

OUT = pathlib.Path(__file__).resolve().parents[2] / "clinic" / "static" / "pictures"
PADS = OUT.parents[1] / "paper" / "pad_shapes.json"
"""The outlines of the pads, which the program lays on the picture of the insole."""


def draw(name):
    """The SVG text of one picture."""
    return SCENES[name]().svg()


def main():
    """Build the pictures named on the command line, or all; exit 1 when one breaks a rule."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--out", type=pathlib.Path, default=OUT)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--quiet", action="store_true")
    args = parser.parse_args()
    names = args.names or list(SCENES)
    if args.list:
        return 0
    args.out.mkdir(parents=True, exist_ok=True)
    if not args.names:
        shapes = PADS if args.out == OUT else args.out / PADS.name
        shapes.write_text(insoles.shapes(), encoding="utf-8", newline="\n")
    bad = 0
    with ProcessPoolExecutor(max_workers=2) as pool:
        for name, text in zip(names, pool.map(draw, names), strict=True):
            (args.out / f"{name}.svg").write_text(text, encoding="utf-8", newline="\n")
            found = problems(text, screen=name in SCREEN)
            bad += bool(found)
            if found or not args.quiet:
                pass
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
