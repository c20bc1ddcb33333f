"""Making and merging shapes: every shape is a shapely geometry in picture units.

Four units are 1 mm when an exercise picture is printed 80 mm wide.  x runs right, y runs DOWN, as in SVG.
"""

import itertools

import numpy as np
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import linemerge, unary_union


def spline(points, closed=False, step=1.5):
    """Dense points on a centripetal Catmull-Rom curve through `points`."""
    p = np.asarray(points, float)
    p = np.vstack([p[-1], p, p[0], p[1]]) if closed else np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        t1 = max(np.linalg.norm(b - a), 1e-6) ** 0.5
        t2 = t1 + max(np.linalg.norm(c - b), 1e-6) ** 0.5
        t3 = t2 + max(np.linalg.norm(d - c), 1e-6) ** 0.5
        n = max(3, int(np.linalg.norm(c - b) / step))
        t = np.linspace(t1, t2, n, endpoint=False)[:, None]
        a1 = (t1 - t) / t1 * a + t / t1 * b
        a2 = (t2 - t) / (t2 - t1) * b + (t - t1) / (t2 - t1) * c
        a3 = (t3 - t) / (t3 - t2) * c + (t - t2) / (t3 - t2) * d
        b1 = (t2 - t) / t2 * a1 + t / t2 * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        out.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    pts = np.vstack(out)
    return pts if closed else np.vstack([pts, p[-2]])


def blob(*points):
    """Smooth closed shape through points."""
    return Polygon(spline(points, closed=True)).buffer(0)


def runs(*parts):
    """Closed shape from smooth runs of points; runs meet in corners."""
    pts = [spline(part) if len(part) > 2 else np.asarray(part, float) for part in parts]
    return Polygon(np.vstack(pts)).buffer(0)


def disc(x, y, r):
    return Point(x, y).buffer(r, 24)


def tube(*balls):
    """Tapered limb: union of hulls of neighbouring (x, y, radius) discs."""
    d = [disc(*b) for b in balls]
    if len(d) == 1:
        return d[0]
    return unary_union([a.union(b).convex_hull for a, b in itertools.pairwise(d)])


def hull(*balls):
    return unary_union([disc(*b) for b in balls]).convex_hull


def soften(shape, fillet=0.0, round_=0.0):
    """Fill inner corners with radius `fillet`, then round outer corners."""
    if fillet:
        shape = shape.buffer(fillet, 16).buffer(-fillet, 16)
    if round_:
        shape = shape.buffer(-round_, 16).buffer(round_, 16)
    return shape


def merge(*shapes, fillet=0.0, round_=0.0):
    return soften(unary_union(shapes), fillet, round_)


def even_points(pts, step=1.2):
    line = LineString(pts)
    n = max(2, int(line.length / step))
    return np.array([line.interpolate(i / n, normalized=True).coords[0] for i in range(n + 1)])


def relax(shape, sigma):
    """Gaussian-smooth an outline: takes the stiffness out of tube shapes."""
    done = []
    for poly in polygons_of(shape):
        pts = even_points(np.asarray(poly.exterior.coords), 0.4 if sigma < 1 else 0.8)[:-1]
        gap = np.linalg.norm(pts[1] - pts[0])
        k = np.arange(-int(3 * sigma / gap) - 1, int(3 * sigma / gap) + 2)
        w = np.exp(-0.5 * (k * gap / sigma) ** 2)
        pts = sum(np.roll(pts, -i, axis=0) * wi for i, wi in zip(k, w / w.sum(), strict=False))
        done.append(Polygon(pts).buffer(0))
    return unary_union(done)


def lines_of(geom):
    """Every LineString in a geometry."""
    if geom.is_empty:
        return []
    if geom.geom_type == "LineString":
        return [geom]
    if geom.geom_type == "MultiLineString":
        merged = linemerge(geom)
        return [merged] if merged.geom_type == "LineString" else list(merged.geoms)
    return [g for part in getattr(geom, "geoms", []) for g in lines_of(part)]


def polygons_of(geom):
    if geom.geom_type == "Polygon":
        return [] if geom.is_empty else [geom]
    return [g for part in getattr(geom, "geoms", []) for g in polygons_of(part)]


def cut_line(line, a, b):
    n = max(2, int((b - a) / 1.2))
    return LineString([line.interpolate(a + (b - a) * i / n) for i in range(n + 1)])
