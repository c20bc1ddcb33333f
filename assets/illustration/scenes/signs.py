"""Signs and icons of the handout, the hand-back screen and the mark of the product."""

from drawing.shapes import relax, runs, tube
from drawing.tokens import AMBER, BRAND, GREEN, PAPER, RED, TINT, WARM
from shapely.geometry import box

from .scene import scene

ICON = {"width": 40, "height": 40}


@scene("Go", "A tick in a dark disc.", **ICON)
def i_go(pic):
    pic.raw(f'<circle cx="20" cy="20" r="17" fill="{GREEN}"/>')
    pic.path("M12 21L18 27L29 14", stroke=PAPER, width=4.5)


@scene("Ease off", "An exclamation mark in a triangle.", **ICON)
def i_easy(pic):
    pic.path("M20 4L38 36H2Z", fill=PAPER, stroke=AMBER, width=3.5)
    pic.path("M20 15V25", stroke=AMBER, width=4.5)
    pic.raw(f'<circle cx="20" cy="31" r="2.6" fill="{AMBER}"/>')


@scene("Stop", "A bar in an eight-sided sign.", **ICON)
def i_stop(pic):
    pic.path("M13 2H27L38 13V27L27 38H13L2 27V13Z", fill=PAPER, stroke=PAPER, width=1)
    pic.path("M13.5 4H26.5L36 13.5V26.5L26.5 36H13.5L4 26.5V13.5Z", fill=RED, stroke="none")
    pic.path("M12 20H28", stroke=PAPER, width=5)


@scene("Do not", "A ring with a slanting bar.", **ICON)
def i_no(pic):
    pic.raw(f'<circle cx="20" cy="20" r="16" fill="{PAPER}" stroke="{RED}" stroke-width="4.5"/>')
    pic.path("M9 9L31 31", stroke=RED, width=4.5)


@scene("Call", "A telephone receiver.", **ICON)
def i_phone(pic):
    pic.path(
        "M11 4L16 12L12.5 15.5C14 20 19 26 24.5 28L28 24L36 29C36 33 33 36 29 36C17 35 5 23 4 11C4 7 7 4 11 4Z",
        fill=BRAND,
        stroke="none",
    )


@scene("Emergency", "A cross in a dark square.", **ICON)
def i_er(pic):
    pic.path("M7 2H33Q38 2 38 7V33Q38 38 33 38H7Q2 38 2 33V7Q2 2 7 2Z", fill=RED, stroke="none")
    pic.path("M20 9V31M9 20H31", stroke=PAPER, width=6)


LOGO = (
    "M4 3h9.5c.6 0 1 .4 1.1 1 .7 6.4 5 9 11.6 10.7 3.6.9 4.8 3.3 4.8 6.3v1.6c0 .8-.6 1.4-1.4 1.4h-9.1"
    "c-.6 0-1.1-.3-1.4-.8-1.6-3.2-7.9-3.9-9.6.1-.2.4-.7.7-1.2.7H3.4C2.6 24 2 23.4 2 22.6V5c0-1.1.9-2 2-2z",
    "M3.5 26.5H29.5Q31 26.5 31 28Q31 29.5 29.5 29.5H3.5Q2 29.5 2 28Q2 26.5 3.5 26.5Z",
)


@scene("Footing", "A foot standing on a line.", width=32, height=32)
def logo(pic):
    for d in LOGO:
        pic.path(d, fill=BRAND, stroke="none")


@scene(
    "Hand the tablet back",
    "A hand holds a tablet whose screen shows a tick.",
    screen=True,
    width=300,
    height=230,
)
def handback(pic):
    palm = runs(
        [(16, 212), (22, 186), (44, 168), (74, 156), (100, 142), (120, 132)],
        [(120, 132), (150, 128), (180, 128), (206, 130), (226, 128)],
        [
            (226, 132),
            (238, 122),
            (250, 126),
            (250, 138),
            (236, 158),
            (208, 182),
            (178, 196),
            (140, 204),
            (112, 214),
        ],
        [(112, 214), (16, 214)],
    )
    pic.area(relax(palm, 1.5), fill=WARM, stroke="none")
    pic.line(relax(palm, 1.5).exterior.intersection(box(0, 0, 300, 211)), width=3)
    pic.area(box(76, 26, 224, 126).buffer(9), fill=PAPER, width=3)
    pic.area(box(84, 34, 216, 118).buffer(2), fill=TINT, width=2)
    pic.path("M128 76L144 92L174 60", stroke=GREEN, width=8)
    thumb = tube((60, 178, 12), (86, 154, 11), (108, 134, 9.4), (122, 122, 8.4))
    pic.area(relax(thumb, 1.2), fill=WARM, stroke="none")
    hidden = tube((40, 200, 30), (66, 178, 19))
    pic.line(relax(thumb, 1.2).exterior.difference(hidden), width=3)
