"""Rendering ahead: while a clinician edits, the paper they will print is made in the background and kept by its
content, so that the print button only has to hand it over.

Only in this process's memory, a few papers for a short while: what is not here is rendered when it is asked for.
"""

import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future

from clinic.content.plan_content import PlanContent
from clinic.handout import printouts
from clinic.paper.document import Variant
from clinic.renderer.client import PATIENCE_SECONDS, RenderFailed

KEPT = 32
KEPT_SECONDS = 1800.0
WAITING = 16
"""Places that may wait for their turn; the one that has waited longest is dropped."""

Key = tuple[str, Variant, str]
Make = Callable[[PlanContent, Variant, bytes | None], bytes]


def key(content_sha256: str, chosen: Variant, logo: bytes | None) -> Key:
    """What a paper's bytes depend on, beside the version of the software."""
    return content_sha256, chosen, hashlib.sha256(logo).hexdigest() if logo else ""


class Shelf:
    """Papers made ahead, and one thread that makes them. Safe to use from many threads; not shared across a fork."""

    def __init__(self, make: Make = printouts.render, clock: Callable[[], float] = time.monotonic) -> None:
        self.owner = os.getpid()
        self._make, self._clock = make, clock
        self._changed = threading.Condition()
        self._waiting: OrderedDict[Hashable, tuple[Key, PlanContent, bytes | None]] = OrderedDict()
        self._made: OrderedDict[Key, tuple[float, Future[bytes]]] = OrderedDict()
        self._thread: threading.Thread | None = None

    def offer(self, place: Hashable, content: PlanContent, chosen: Variant, logo: bytes | None) -> None:
        """Make this paper soon. A newer offer from the same place (one draft, one page) takes the place of an older."""
        wanted = key(content.sha256, chosen, logo)
        with self._changed:
            self._waiting.pop(place, None)
            if self._fresh(wanted) is not None:
                return
            self._waiting[place] = wanted, content, logo
            while len(self._waiting) > WAITING:
                self._waiting.popitem(last=False)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="render-ahead", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def take(self, content_sha256: str, chosen: Variant, logo: bytes | None) -> bytes | None:
        """The paper if it was made ahead; one being made just now is waited for. None says: render it yourself."""
        with self._changed:
            paper = self._fresh(key(content_sha256, chosen, logo))
        if paper is None:
            return None
        try:
            return paper.result(timeout=PATIENCE_SECONDS)
        except (RenderFailed, TimeoutError):
            return None

    def settle(self, seconds: float) -> bool:
        """Wait until nothing is left to do; says whether that came to pass."""
        until = time.monotonic() + seconds
        with self._changed:
            while self._waiting or any(not paper.done() for _at, paper in self._made.values()):
                if not self._changed.wait(until - time.monotonic()) and time.monotonic() >= until:
                    return False
        return True

    def _fresh(self, wanted: Key) -> "Future[bytes] | None":
        now = self._clock()
        for old in [name for name, (at, paper) in self._made.items() if paper.done() and now - at > KEPT_SECONDS]:
            del self._made[old]
        found = self._made.get(wanted)
        return found[1] if found is not None else None

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                _place, (wanted, content, logo) = self._waiting.popitem()
                paper: Future[bytes] = Future()
                self._made[wanted] = self._clock(), paper
                while len(self._made) > KEPT:
                    self._made.popitem(last=False)
            try:
                paper.set_result(self._make(content, wanted[1], logo))
            except Exception as failed:  # whatever it was, the print button tries again and says what is wrong
                with self._changed:
                    self._made.pop(wanted, None)
                paper.set_exception(failed if isinstance(failed, RenderFailed) else RenderFailed("crash"))
            with self._changed:
                self._changed.notify_all()


_shelf: Shelf | None = None
_shelf_lock = threading.Lock()


def shelf() -> Shelf:
    """This process's shelf."""
    global _shelf
    with _shelf_lock:
        if _shelf is None or _shelf.owner != os.getpid():
            _shelf = Shelf()
        return _shelf
