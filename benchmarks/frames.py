"""The frame times that a reader is promised: four linked stacks scrolled, and the window dragged on radiographs.

    python benchmarks/frames.py [--frames 150] [--rounds 5]

* 2 × 2 viewports of 600², each with its own 512² stack of one Frame of Reference, one scrolled and the others
  following: 99 of 100 frames in 16.7 ms, which is 60 a second.
* A window drag on 7.5 Mpx, 95 of 100 frames in 8 ms, and on 15 Mpx, in 16.7 ms; the peer is `setLevels` on plain
  pyqtgraph's ImageItem in a view of the same size, in turn with ours in the same run.

A frame lasts from the change to the end of its painting, drawn into memory. Rounds are short, and the best and the
median round are printed: other work on the machine can only lengthen them. CPU time is told beside wall time.
"""

import argparse
import os
from collections.abc import Callable
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication
from viewport import VIEW, QuietSession, plain_pyqtgraph, times, volume, window_drag

from app.reading.hanging import Hung, Layout, grid_places
from app.session.loaded_stack import LoadedStack, percentile_presets
from app.session.viewports import Viewports
from app.ui.viewport_grid import ViewportGrid
from imaging.study import Series, Stack

SIZES = {"7.5 Mpx": (3000, 2500), "15 Mpx": (5000, 3000)}
LIMITS = {"7.5 Mpx": 8.0, "15 Mpx": 16.7}


def four_linked_stacks(frames: int) -> np.ndarray:
    """Scroll the first of four stacks; the others lie at the same places in the patient."""
    loaded: dict[str, LoadedStack] = {}
    for number in range(4):
        stack, image = volume()
        uid = f"2.{number}"
        stack = replace(stack, stack_id=uid, series_uid=uid)
        image = replace(image, stack_id=uid, values=image.values + np.uint16(number))
        loaded[uid] = LoadedStack(stack, Series(uid, modality="MR", description=f"sag {number}", stacks=(stack,)))
        loaded[uid].finish(image, percentile_presets(image))

    def load(stack: Stack) -> LoadedStack:
        return loaded[stack.stack_id]

    viewports = Viewports(load)
    grid = ViewportGrid(viewports, QuietSession())
    grid.resize(VIEW, VIEW)
    grid.show()
    stacks = [item.stack for item in loaded.values()]
    viewports.hang(Layout(tuple(Hung(stack) for stack in stacks), grid_places(2, 2)))
    QApplication.processEvents()
    first, *others = viewports.models
    taken = times(lambda i: first.go_to(i % first.positions), frames)
    if any(model.position != first.position for model in others):
        raise RuntimeError("the viewports are not linked")
    grid.close()
    return taken


def rounds_of(measure: Callable[[], np.ndarray], rounds: int, percent: float) -> np.ndarray:
    """(median wall, percentile wall, percentile CPU) of each round, shape (rounds, 3)."""
    found = []
    for _ in range(rounds):
        wall, cpu = measure()
        found.append((np.median(wall), np.percentile(wall, percent), np.percentile(cpu, percent)))
    return np.array(found)


def line(name: str, found: np.ndarray, percent: float, limit: float | None = None) -> None:
    """One line: the best and the median round."""
    best, middle = found.min(axis=0), np.median(found, axis=0)
    within = "" if limit is None else f"   limit {limit:4.1f}: best round {'kept' if best[1] < limit else 'MISSED'}"
    print(
        f"{name:<38} median {best[0]:6.2f} ({middle[0]:6.2f})   p{percent:g} {best[1]:6.2f} ({middle[1]:6.2f})   "
        f"CPU p{percent:g} {best[2]:6.2f} ({middle[2]:6.2f}) ms{within}",
        flush=True,
    )


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; best round (median round) of {args.rounds}")
    four = rounds_of(lambda: four_linked_stacks(args.frames), args.rounds, 99)
    line("scroll 2 × 2 linked, 512² each", four, 99, 16.7)
    for name, size in SIZES.items():
        pairs = [
            (
                rounds_of(lambda size=size: window_drag(args.frames, 1.0, size=size), 1, 95),
                rounds_of(lambda size=size: plain_pyqtgraph(args.frames, size), 1, 95),
            )
            for _ in range(args.rounds)
        ]
        ours, plain = (np.concatenate(side) for side in zip(*pairs, strict=True))
        line(f"window drag {name}, whole in 1200²", ours, 95, LIMITS[name])
        line(f"the same, plain pyqtgraph {name}", plain, 95)
        ratio = np.median(plain[:, 2]) / np.median(ours[:, 2])
        print(f"CPU of plain pyqtgraph / CPU of this viewport, {name}: {ratio:.1f}")


if __name__ == "__main__":
    main()
