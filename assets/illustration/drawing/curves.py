"""Turning fine polygons and lines into few cubic Beziers (Schneider 1990) and short SVG path data."""

import itertools
import math

import numpy as np

from .shapes import even_points


def _bezier(ctrl, t):
    t = np.asarray(t)[:, None]
    return (1 - t) ** 3 * ctrl[0] + 3 * (1 - t) ** 2 * t * ctrl[1] + 3 * (1 - t) * t**2 * ctrl[2] + t**3 * ctrl[3]


def unit(v):
    n = np.linalg.norm(v)
    return v / n if n else v


def _fit(pts, t_in, t_out, tol):
    n = len(pts)
    chord = np.linalg.norm(pts[-1] - pts[0])
    if n == 2:
        return [np.array([pts[0], pts[0] + t_in * chord / 3, pts[-1] + t_out * chord / 3, pts[-1]])]
    u = np.r_[0, np.cumsum(np.linalg.norm(np.diff(pts, axis=0), axis=1))]
    u /= u[-1]
    for _ in range(5):
        b0, b1 = (1 - u) ** 3, 3 * u * (1 - u) ** 2
        b2, b3 = 3 * u**2 * (1 - u), u**3
        a1, a2 = b1[:, None] * t_in, b2[:, None] * t_out
        rest = pts - (b0 + b1)[:, None] * pts[0] - (b2 + b3)[:, None] * pts[-1]
        c = np.array([[np.sum(a1 * a1), np.sum(a1 * a2)], [np.sum(a1 * a2), np.sum(a2 * a2)]])
        x = np.array([np.sum(a1 * rest), np.sum(a2 * rest)])
        det = np.linalg.det(c)
        alpha = np.linalg.solve(c, x) if abs(det) > 1e-9 else np.array([-1, -1])
        if min(alpha) < 1e-3 * chord or max(alpha) > 4 * chord + 1:
            alpha = np.array([chord / 3, chord / 3])
        ctrl = np.array([pts[0], pts[0] + t_in * alpha[0], pts[-1] + t_out * alpha[1], pts[-1]])
        q = _bezier(ctrl, u)
        err = np.linalg.norm(q - pts, axis=1)
        worst = int(err.argmax())
        if err[worst] < tol:
            return [ctrl]
        d1 = (
            3 * ((1 - u) ** 2)[:, None] * (ctrl[1] - ctrl[0])
            + 6 * ((1 - u) * u)[:, None] * (ctrl[2] - ctrl[1])
            + 3 * (u**2)[:, None] * (ctrl[3] - ctrl[2])
        )
        step = np.sum((q - pts) * d1, axis=1) / np.maximum(np.sum(d1 * d1, axis=1), 1e-9)
        u = np.maximum.accumulate(np.clip(u - step, 0, 1))
    k = min(max(worst, 1), n - 2)
    mid = unit(pts[max(k - 2, 0)] - pts[min(k + 2, n - 1)])
    return _fit(pts[: k + 1], t_in, mid, tol) + _fit(pts[k:], -mid, t_out, tol)


def _corners(pts, closed, limit=42):
    """Indices where the direction turns sharply."""
    n, found = len(pts), []
    for i in range(n):
        if not closed and (i < 2 or i > n - 3):
            continue
        v1 = pts[i] - pts[(i - 2) % n]
        v2 = pts[(i + 2) % n] - pts[i]
        turn = abs(math.degrees(math.atan2(v1[0] * v2[1] - v1[1] * v2[0], v1 @ v2)))
        if turn > limit:
            found.append((turn, i))
    keep = []
    for _, i in sorted(found, reverse=True):
        if all(min(abs(i - k), n - abs(i - k)) > 3 for k in keep):
            keep.append(i)
    return sorted(keep)


def number(v):
    s = f"{v:.1f}".rstrip("0").rstrip(".")
    s = s.replace("-0.", "-.") if s.startswith("-0.") else s[1:] if s.startswith("0.") else s
    return "0" if s in ("-0", "", "-") else s


class PathData:
    """Writes M/l/c commands with small relative numbers and no rounding drift."""

    def __init__(self, start):
        self.at = np.round(start, 1)
        self.d = "M" + self._join(self.at)

    @staticmethod
    def _join(values):
        out = ""
        for v in values:
            s = number(v)
            out += s if not out or s.startswith("-") else " " + s
        return out

    def add(self, command, *points):
        self.d += command + self._join(np.concatenate([np.round(p, 1) - self.at for p in points]))
        self.at = np.round(points[-1], 1)


def path_data(coords, closed, tol=0.25):
    """SVG path data for a ring (closed) or a line: few cubic Beziers within `tol`."""
    pts = np.asarray(coords, float)[:, :2]
    if len(pts) < 7:  # a box or a straight line
        path = PathData(pts[0])
        for p in pts[1:-1] if closed else pts[1:]:
            path.add("l", p)
        return path.d + ("Z" if closed else "")
    pts = even_points(pts)
    loop_dir = None
    if closed:
        pts = pts[:-1]
        corners = _corners(pts, True)
        start = corners[0] if corners else int(pts[:, 1].argmin())
        pts = np.roll(pts, -start, axis=0)
        pts = np.vstack([pts, pts[0]])
        cuts = sorted((c - start) % (len(pts) - 1) for c in corners) or [0]
        cuts.append(len(pts) - 1)
        if not corners:
            loop_dir = unit(pts[1] - pts[-2])
    else:
        cuts = [0, *_corners(pts, False), len(pts) - 1]
    path = PathData(pts[0])
    for a, b in itertools.pairwise(cuts):
        seg = pts[a : b + 1]
        if len(seg) < 2:
            continue
        t_in = unit(seg[min(2, len(seg) - 1)] - seg[0]) if loop_dir is None else loop_dir
        t_out = unit(seg[-min(3, len(seg))] - seg[-1]) if loop_dir is None else -loop_dir
        for c in _fit(seg, t_in, t_out, tol):
            v = c[3] - c[0]
            bow = max(abs(_cross(v, c[1] - c[0])), abs(_cross(v, c[2] - c[0])))
            if bow < 0.12 * np.linalg.norm(v):
                path.add("l", c[3])
            else:
                path.add("c", *c[1:])
    return path.d + ("Z" if closed else "")


def _cross(a, b):
    return a[0] * b[1] - a[1] * b[0]


def straight_path(points):
    path = PathData(np.asarray(points[0], float))
    for p in points[1:]:
        path.add("l", np.asarray(p, float))
    return path.d
