"""Shoes from the side, toe to the right."""

from drawing.shapes import blob, merge, runs, tube
from drawing.sidefoot import SideFoot
from drawing.tokens import CLOTH, CLOTH_DARK, DETAIL, HAIR, PAPER

from .scene import scene

SHOE = {"width": 200, "height": 122}


def seam(pic, *points, width=DETAIL):
    pic.line(points, width=width)


def laces(pic, *pairs):
    for a, b in pairs:
        pic.line([a, b], width=2.2)


@scene("Running or sports shoe", "A sports shoe from the side: thick soft sole, laces, padded collar.", **SHOE)
def shoe_athletic(pic):
    sole = runs(
        [(17, 84), (12, 96), (16, 108), (26, 113)],
        [(26, 113), (80, 113.5), (140, 113), (172, 109), (189, 99)],
        [(189, 99), (190, 93), (186, 89)],
        [(186, 89), (150, 94), (110, 92), (60, 86), (17, 84)],
    )
    upper = runs(
        [(17, 88), (16, 70), (20, 50), (20, 34), (24, 26), (31, 27)],
        [(31, 27), (40, 37), (52, 41), (64, 37), (74, 25), (82, 19), (90, 23)],
        [(90, 23), (108, 42), (130, 55), (158, 64), (178, 74), (187, 86), (187, 93)],
        [(187, 93), (100, 96), (17, 92)],
    )
    pic.area(upper, fill=PAPER)
    pic.area(sole, fill=CLOTH_DARK)
    seam(pic, (22, 88), (38, 72), (40, 54), (33, 38))
    seam(pic, (62, 39), (72, 46), (80, 60), (96, 72), (124, 78))
    seam(pic, (150, 92), (152, 78), (164, 67))
    laces(pic, ((78, 48), (92, 34)), ((88, 58), (104, 45)), ((102, 66), (117, 53)), ((117, 71), (131, 60)))


@scene(
    "Walking shoe",
    "A sturdy low shoe from the side: even sole with a small heel, laces, rounded toe.",
    **SHOE,
)
def shoe_walking(pic):
    upper = runs(
        [(20, 98), (18, 78), (22, 58), (22, 46), (28, 42)],
        [(28, 42), (42, 50), (58, 49), (74, 40), (84, 38)],
        [(84, 38), (104, 56), (130, 64), (162, 68), (181, 80), (185, 98)],
        [(185, 98), (20, 98)],
    )
    sole = runs(
        [(16, 96), (188, 96)],
        [(188, 96), (190, 102), (184, 107), (170, 111)],
        [(170, 111), (84, 111)],
        [(84, 111), (74, 107), (66, 111)],
        [(66, 111), (18, 111)],
        [(18, 111), (15, 104), (16, 96)],
    )
    pic.area(upper, fill=PAPER)
    pic.area(sole, fill=HAIR)
    seam(pic, (54, 96), (48, 78), (50, 62), (57, 50))
    seam(pic, (74, 41), (82, 60), (98, 72), (128, 76))
    seam(pic, (134, 96), (138, 80), (154, 67))
    laces(pic, ((84, 56), (94, 46)), ((94, 66), (106, 56)), ((109, 71), (121, 61)))


@scene("Flat or dress shoe", "A flat slip-on dress shoe from the side: thin sole, low heel, slim toe.", **SHOE)
def shoe_dress_flat(pic):
    upper = runs(
        [(22, 101), (20, 84), (24, 66), (28, 63)],
        [(28, 63), (44, 76), (66, 82), (92, 81), (112, 76)],
        [(112, 76), (140, 82), (168, 90), (187, 98), (190, 104)],
        [(190, 104), (100, 106), (22, 104)],
    )
    sole = runs(
        [(20, 101), (60, 104), (120, 104), (190, 103)],
        [(190, 103), (189, 108), (180, 110), (110, 109.5), (64, 108)],
        [(64, 108), (62, 114), (21, 114)],
        [(21, 114), (20, 101)],
    )
    pic.area(upper, fill=PAPER)
    pic.area(sole, fill=HAIR)
    seam(pic, (38, 102), (40, 88), (38, 74))
    bow = merge(blob((108, 76), (100, 69), (97, 76), (101, 82)), blob((110, 76), (119, 71), (121, 78), (116, 82)))
    pic.area(bow, fill=CLOTH, width=DETAIL)


@scene(
    "High heel",
    "A high-heeled shoe from the side: narrow tall heel, the foot slopes down to a pointed toe.",
    **SHOE,
)
def shoe_heel(pic):
    upper = runs(
        [(26, 56), (20, 38), (24, 22), (30, 18)],
        [(30, 18), (40, 36), (62, 58), (92, 78), (116, 84)],
        [(116, 84), (140, 88), (168, 97), (191, 107)],
        [(191, 107), (188, 112), (150, 113), (122, 112)],
        [(122, 112), (96, 104), (70, 84), (50, 66), (26, 56)],
    )
    heel = runs(
        [(23, 49), (36, 56), (52, 68)],
        [(52, 68), (40, 78), (35, 94), (33, 114)],
        [(33, 114), (25, 114)],
        [(25, 114), (27, 90), (25, 68), (23, 49)],
    )
    pic.area(heel, fill=HAIR)
    pic.area(upper, fill=PAPER)
    pic.area(
        runs([(122, 110), (150, 111), (190, 107)], [(190, 107), (188, 113.5), (150, 115), (118, 113)]),
        fill=HAIR,
        width=DETAIL,
    )
    seam(pic, (27, 57), (34, 44), (34, 27))


@scene("Boot", "An ankle boot from the side: high shaft with laces, thick sole with a heel.", **SHOE)
def shoe_boot(pic):
    upper = runs(
        [(26, 100), (22, 80), (27, 60), (25, 30), (23, 11)],
        [(23, 11), (52, 8), (80, 11)],
        [(80, 11), (79, 28), (84, 46), (96, 56)],
        [(96, 56), (122, 64), (156, 68), (180, 80), (186, 98)],
        [(186, 98), (26, 100)],
    )
    sole = runs(
        [(20, 97), (189, 97)],
        [(189, 97), (190, 104), (184, 110), (174, 114)],
        [(174, 114), (84, 114)],
        [(84, 114), (80, 109), (70, 109), (66, 115)],
        [(66, 115), (21, 115)],
        [(21, 115), (20, 97)],
    )
    pic.area(upper, fill=PAPER)
    pic.area(sole, fill=HAIR)
    seam(pic, (62, 10), (62, 34), (68, 56), (86, 70), (112, 74))
    seam(pic, (24, 22), (52, 19), (80, 22))
    seam(pic, (134, 97), (138, 80), (154, 69))
    seam(pic, (52, 97), (46, 82), (36, 72), (26, 70))
    laces(pic, ((64, 32), (79, 30)), ((66, 45), (82, 41)), ((72, 58), (90, 51)), ((86, 68), (104, 58)))


@scene("Work or safety shoe", "A heavy work boot from the side: steel toe cap, deep tread, laces.", **SHOE)
def shoe_work_safety(pic):
    upper = runs(
        [(22, 98), (20, 76), (24, 54), (22, 24), (30, 18)],
        [(30, 18), (50, 22), (66, 18), (82, 16)],
        [(82, 16), (86, 36), (100, 52)],
        [(100, 52), (122, 58), (144, 58), (166, 60), (184, 74), (188, 96)],
        [(188, 96), (22, 98)],
    )
    cap = runs(
        [(138, 58), (166, 60), (184, 74), (188, 97)],
        [(188, 97), (128, 97)],
        [(128, 97), (128, 76), (138, 58)],
    )
    sole = runs(
        [(16, 92), (70, 94), (130, 93), (192, 91)],
        [(192, 91), (193, 106), (188, 110)],
        [(188, 110), (186, 115), (176, 115), (174, 110)],
        [(174, 110), (164, 110), (162, 115), (150, 115), (148, 110)],
        [(148, 110), (138, 110), (136, 115), (124, 115), (122, 110)],
        [(122, 110), (112, 110), (110, 115), (98, 115), (96, 110)],
        [(96, 110), (72, 108), (70, 115), (56, 115), (54, 110)],
        [(54, 110), (46, 110), (44, 115), (30, 115), (28, 110)],
        [(28, 110), (16, 108)],
        [(16, 108), (16, 92)],
    )
    pic.area(upper, fill=PAPER)
    pic.area(cap, fill=CLOTH)
    pic.area(sole, fill=HAIR)
    seam(pic, (66, 19), (70, 44), (82, 64), (104, 72), (124, 74))
    seam(pic, (54, 94), (50, 78), (40, 66), (22, 64))
    laces(pic, ((70, 32), (85, 30)), ((73, 47), (91, 42)), ((82, 60), (101, 53)), ((98, 68), (114, 58)))


def bare_side(pic, y=104, x=20, **kwargs):
    """A bare foot to put into open shoes."""
    foot = SideFoot(x, y, 1.56, leg_length=25, second=False, **kwargs)
    foot.draw(pic, details=False)
    return foot


def band(foot, radius, *points):
    """A strap across the visible side of the foot."""
    return tube(*((*foot.at(x, y), radius) for x, y in points)).intersection(foot.place(foot.whole).buffer(0.8))


@scene(
    "Sandal",
    "A sandal from the side: open toes, straps over the forefoot, the instep and behind the heel.",
    **SHOE,
)
def shoe_sandal(pic):
    foot = bare_side(pic, y=99)
    for radius, points in (
        (7.5, ((58, 4), (61, -12), (66, -30))),
        (6.5, ((38, 4), (42, -22), (47, -46))),
        (4.6, ((-4, -21), (12, -25), (28, -26), (41, -26))),
    ):
        pic.area(band(foot, radius, *points), fill=HAIR, width=DETAIL)
    pic.area(
        runs(
            [(14, 98), (60, 97.5), (120, 99), (188, 96)],
            [(188, 96), (186, 106), (170, 112)],
            [(170, 112), (20, 113)],
            [(20, 113), (14, 106), (14, 98)],
        ),
        fill=CLOTH_DARK,
    )


@scene("Flip-flop", "A flip-flop from the side: thin flat sole and one strap between the first two toes.", **SHOE)
def shoe_flipflop(pic):
    foot = bare_side(pic, y=103)
    thong = band(foot, 3.4, (42, 2), (52, -14), (64, -22), (76, -19.5), (82, -17))
    pic.area(thong, fill=HAIR, width=DETAIL)
    pic.area(
        runs(
            [(12, 102), (190, 102)],
            [(190, 102), (192, 106), (188, 110)],
            [(188, 110), (16, 110)],
            [(16, 110), (11, 106), (12, 102)],
        ),
        fill=CLOTH_DARK,
    )


@scene("Minimal or barefoot shoe", "A light, wide shoe from the side with a very thin, flat, bendy sole.", **SHOE)
def shoe_minimal(pic):
    upper = runs(
        [(20, 109), (16, 94), (22, 74), (22, 62), (27, 59)],
        [(27, 59), (42, 68), (58, 66), (74, 56), (80, 56)],
        [(80, 56), (100, 68), (126, 76), (156, 80), (180, 84), (190, 94), (188, 109)],
        [(188, 109), (20, 109)],
    )
    pic.area(upper, fill=PAPER)
    pic.area(
        runs(
            [(15, 108), (191, 107)],
            [(191, 107), (190, 112), (180, 113.5)],
            [(180, 113.5), (22, 113.5)],
            [(22, 113.5), (15, 112), (15, 108)],
        ),
        fill=CLOTH_DARK,
        width=DETAIL,
    )
    seam(pic, (58, 66), (70, 78), (92, 88), (120, 90))
    laces(pic, ((76, 79), (90, 66)), ((90, 86), (104, 73)), ((107, 89), (119, 77)))


@scene("Slipper", "A house slipper from the side: soft closed front, open at the heel.", **SHOE)
def shoe_slipper(pic):
    foot = SideFoot(26, 102, 1.5, leg_length=25, second=False)
    foot.draw(pic, details=False, nail=False)
    front = runs(
        [(84, 104), (80, 84), (90, 62), (98, 54)],
        [(98, 54), (120, 62), (146, 66), (172, 72), (188, 86), (188, 104)],
        [(188, 104), (84, 104)],
    )
    pic.area(front, fill=CLOTH)
    pic.area(tube((99, 55, 6), (90, 68, 6), (84, 86, 6), (84, 101, 6)), fill=PAPER)
    pic.area(
        runs(
            [(14, 101), (190, 101)],
            [(190, 101), (192, 106), (188, 111)],
            [(188, 111), (18, 111)],
            [(18, 111), (12, 106), (14, 101)],
        ),
        fill=CLOTH_DARK,
    )


@scene(
    "Cleats, dance or cycling shoe",
    "A low sports shoe from the side with studs under a thin stiff sole.",
    **SHOE,
)
def shoe_cleat_dance_bike(pic):
    upper = runs(
        [(20, 100), (16, 82), (22, 60), (22, 48), (28, 45)],
        [(28, 45), (42, 56), (58, 55), (74, 44), (82, 43)],
        [(82, 43), (102, 60), (130, 70), (162, 77), (184, 88), (189, 99)],
        [(189, 99), (20, 101)],
    )
    for x in (28, 46, 118, 138, 158):
        pic.area(
            runs(
                [(x, 103), (x + 13, 103)],
                [(x + 13, 103), (x + 10, 115)],
                [(x + 10, 115), (x + 3, 115)],
                [(x + 3, 115), (x, 103)],
            ),
            fill=HAIR,
            width=DETAIL,
        )
    pic.area(upper, fill=PAPER)
    pic.area(
        runs(
            [(17, 98), (60, 99), (120, 99), (189, 97)],
            [(189, 97), (187, 103), (170, 106)],
            [(170, 106), (100, 105), (24, 106)],
            [(24, 106), (17, 104), (17, 98)],
        ),
        fill=CLOTH_DARK,
        width=DETAIL,
    )
    seam(pic, (58, 55), (70, 70), (92, 80), (124, 84))
    seam(pic, (132, 98), (138, 86), (152, 76))
    laces(pic, ((76, 68), (90, 55)), ((90, 76), (105, 63)), ((107, 81), (120, 70)))


@scene("Bare feet", "A bare foot from the inner side, standing on the floor.", **SHOE)
def shoe_barefoot(pic):
    pic.line([(6, 113), (194, 113)], width=DETAIL)
    SideFoot(22, 112, 1.58, leg_length=26).draw(pic)
