"""Speed of the models against the plain way of calling the same networks, in one run, and what it does to the answer.

    python benchmarks/models.py knee_mri [--slices 30] [--side 256] [--rounds 5] [--threads 2]
    python benchmarks/models.py mask_rcnn [--weights FOLDER] [--data FOLDER] [--side 800] [--images 12]

`knee_mri`: three ResNet-18, one per plane and each for all labels, once slice by slice in single precision, and as the
task runs them (`KneeMri.run`: folded norms, channels last, chunks; then with bfloat16, where the processor has it).

`mask_rcnn`: the detector of `lower_limb` with trained weights. The plain way is torchvision's own module with its own
settings (1000 proposals); then 300 proposals, folded norms and channels last. A box of the plain call is found again
when a box of the other overlaps it by at least 0.9. Without --data, generated limbs are looked at.

The ways take turns; the shortest of the rounds counts, in wall-clock time and, since others may be at work on the
machine, in processor time. Memory is the largest resident memory of the process while a way runs. On a GPU the time of
an exam, slices per second and the share of --peak-tflops are printed too; that part has not been tried on one.
"""

import argparse
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # a thread that waits takes no processor time

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import box_iou

from inference.card import bundled_card, read_card
from inference.registry import load_task
from inference.saliency import Placement
from inference.speed import BFLOAT16, has_bfloat16, make_lean
from inference.tasks.knee_mri import PLANES, KneeMri, PlaneInput
from inference.tasks.lower_limb import LowerLimb, LowerLimbNetwork
from inference.transforms import letterbox
from inference.upright import Upright
from inference.weights import load_weights

Way = Callable[[], Any]
SAME_BOX = 0.9
"""Overlap (IoU) at which two boxes are the same."""


def resident() -> float:
    """Resident memory of this process in MB."""
    with open("/proc/self/statm") as words:
        return int(words.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def watched() -> Iterator[list[float]]:
    """A list whose only number is the largest resident memory while the block runs."""
    peak, stop = [resident()], threading.Event()

    def watch() -> None:
        while not stop.wait(0.005):
            peak[0] = max(peak[0], resident())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def race(ways: Mapping[str, Way], rounds: int) -> dict[str, float]:
    """Seconds of the shortest round of every way; they take turns. Prints them, with memory and the ratios."""
    peaks = dict.fromkeys(ways, 0.0)
    wall: dict[str, list[float]] = {name: [] for name in ways}
    work: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(rounds):
        for name, way in ways.items():
            with watched() as peak:
                began, busy = time.perf_counter(), time.process_time()
                way()
                if torch.cuda.is_available():
                    torch.cuda.synchronize()
                wall[name].append(time.perf_counter() - began)
                work[name].append(time.process_time() - busy)
            peaks[name] = max(peaks[name], peak[0])
    first, first_work = (min(next(iter(times.values()))) for times in (wall, work))
    for name in ways:
        best, busy = min(wall[name]), min(work[name])
        print(f"{name:40}{1000 * best:7.0f} ms {first / best:5.2f}×", end="")
        print(f"{1000 * busy:9.0f} ms processor {first_work / busy:5.2f}×{peaks[name]:8.0f} MB", flush=True)
    return {name: min(taken) for name, taken in wall.items()}


# ── knee_mri ─────────────────────────────────────────────────────────────────────────────────────


def knee_task(side: int, precision: str) -> KneeMri:
    """`knee_mri` with one ResNet-18 per plane for all labels."""
    card = bundled_card("knee_mri")
    network = {**card.network, "backbone": "resnet18", "side": side, "groups": [[0, 1, 2]]}
    return KneeMri(replace(card, network=network, raw={**card.raw, "speed": {"precision": precision}}))


def bench_knee(args: argparse.Namespace) -> None:
    """The whole exam: 3 series of so many slices."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)
    network = knee_task(args.side, "float32").build_network().eval().requires_grad_(False)
    lean = make_lean(deepcopy(network), device)
    network.to(device)
    place = Placement((1.0, 0.0), (1.0, 0.0), (args.side, args.side))
    inputs = {
        plane: PlaneInput(torch.rand(args.slices, 1, args.side, args.side), place, Upright(False, False, False))
        for plane in PLANES
    }

    def plainly() -> dict[str, Tensor]:
        with torch.inference_mode():
            return {
                plane: torch.cat([network.plane(plane)(one[None].to(device)) for one in inputs[plane].slices])
                for plane in PLANES
            }

    ways: dict[str, Way] = {"slice by slice, float32": plainly}
    for precision in ("float32", *((BFLOAT16,) if has_bfloat16(device) else ())):
        ways[f"KneeMri.run, {precision}"] = partial(knee_task(args.side, precision).run, lean, inputs, device)
    taken = race(ways, args.rounds)
    plain = plainly()
    for name, way in list(ways.items())[1:]:
        found = way()
        change = max(float(np.abs(found[p] - plain[p].double().cpu().numpy()).max()) for p in PLANES)
        print(f"{name}: logits change by at most {change:.2g}")
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        network.plane(PLANES[0])(inputs[PLANES[0]].slices[:1].to(device))
    work = counter.get_total_flops() * len(PLANES) * args.slices
    best = min(taken.values())
    speed = len(PLANES) * args.slices / best
    print(f"{work / 1e9:.0f} GFLOP an exam: {work / best / 1e9:.0f} GFLOP/s, {speed:.0f} slices/s")
    if device.type == "cuda":
        print(f"{work / best / 1e12 / args.peak_tflops:.0%} of {args.peak_tflops:g} TFLOP/s; not tried on a GPU so far")


# ── Mask R-CNN ───────────────────────────────────────────────────────────────────────────────────


def detectors(args: argparse.Namespace) -> tuple[LowerLimb, nn.Module, nn.Module]:
    """The task, torchvision's detector with its defaults, and ours, with the same trained weights."""
    card = read_card(args.weights / "card.toml") if args.weights else bundled_card("lower_limb")
    task = load_task("lower_limb", card)
    assert isinstance(task, LowerLimb)
    network = task.build_network()
    load_weights(network, card.weights_path, card.weights.sha256, card.task)
    assert isinstance(network, LowerLimbNetwork)
    ours, plain = network.detector.eval(), deepcopy(network.detector).eval()
    plain.requires_grad_(False)
    defaults = {"score_thresh": 0.05, "nms_thresh": 0.5, "detections_per_img": 100}
    for detector, proposals in ((plain, 1000), (ours, args.proposals)):
        detector.rpn._pre_nms_top_n = {"training": proposals, "testing": proposals}
        detector.rpn._post_nms_top_n = {"training": proposals, "testing": proposals}
        for key, value in defaults.items():
            setattr(detector.roi_heads, key, value)
    settings = network.mean, network.deviation
    plain.transform = GeneralizedRCNNTransform(args.side, args.side, *([each] for each in settings))
    return task, plain, make_lean(ours, torch.device("cpu"))


def limbs(args: argparse.Namespace) -> list[Tensor]:
    """Radiographs in the detector's square, shape (1, side, side)."""
    from imaging.phantoms import generate_limb
    from inference.transforms import displayed
    from training.datasets import open_data
    from training.datasets.phantom import task_input_of

    if args.data:
        loaded = [sample.load() for sample in open_data(args.data).split("test")[: args.images]]
    else:
        loaded = [task_input_of(generate_limb(seed, fracture=True)) for seed in range(1, args.images + 1)]
    return [letterbox(displayed(next(iter(each.images.values()))), args.side)[0] for each in loaded]


def bench_mask_rcnn(args: argparse.Namespace) -> None:
    """One radiograph after the other."""
    device = torch.device("cpu")
    _, plain, ours = detectors(args)
    images = limbs(args)

    def call(detector: nn.Module, image: Tensor, quick: bool = False) -> dict[str, Tensor]:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=quick):
            return detector([image])[0]

    ways: dict[str, Way] = {
        "torchvision's call": lambda: call(plain, images[0]),
        f"{args.proposals} proposals, folded, channels last": lambda: call(ours, images[0]),
    }
    if has_bfloat16(device):
        ways["the same in bfloat16"] = lambda: call(ours, images[0], True)
    race(ways, args.rounds)
    for name, quick in list({"float32": False, BFLOAT16: True}.items())[: len(ways) - 1]:
        found, count, worst = 0, 0, 0.0
        for image in images:
            expected, other = call(plain, image), call(ours, image, quick)
            if not len(expected["boxes"]):
                continue
            overlap = box_iou(expected["boxes"], other["boxes"].float()) if len(other["boxes"]) else torch.zeros(1, 1)
            best, which = overlap.max(dim=1)
            again = best >= SAME_BOX
            found, count = found + int(again.sum()), count + len(expected["boxes"])
            moved = (expected["scores"] - other["scores"].float()[which]).abs()[again]
            worst = max([worst, *moved.tolist()])
        print(
            f"{name}: {found} of {count} boxes of {len(images)} radiographs found again ({found / max(count, 1):.1%}), "
            f"their scores within {worst:.2g}"
        )


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("knee_mri", "mask_rcnn"))
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slices", type=int, default=30)
    parser.add_argument("--side", type=int, default=0, help="pixels (default: 256, or 800 for the detector)")
    parser.add_argument("--weights", type=Path, help="bundle of lower_limb (default: what ships)")
    parser.add_argument("--data", help="radiographs (default: phantoms)")
    parser.add_argument("--images", type=int, default=12)
    parser.add_argument("--proposals", type=int, default=300)
    parser.add_argument("--peak-tflops", type=float, default=989.0, help="of the GPU in bfloat16 (H100, H200: 989)")
    args = parser.parse_args()
    args.side = args.side or {"knee_mri": 256, "mask_rcnn": 800}[args.what]
    torch.set_num_threads(args.threads)
    print(f"{args.what}: {args.threads} threads, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    (bench_knee if args.what == "knee_mri" else bench_mask_rcnn)(args)


if __name__ == "__main__":
    main()
