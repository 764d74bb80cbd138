"""Speed of the models against the plain way of calling the same networks, in one run, and what it does to the answer.

    python benchmarks/models.py knee_mri [--slices 30] [--side 256] [--rounds 5] [--threads 2]
    python benchmarks/models.py mask_rcnn [--weights FILE] [--steps 600] [--side 800] [--images 12]
    python benchmarks/models.py mask_rcnn --task [--data FOLDER]

`knee_mri`: three ResNet-18, one per plane and each for all labels, once slice by slice in single precision, and as the
task runs them (`KneeMri.run`: folded norms, channels last, chunks; then with bfloat16, where the processor has it).

`mask_rcnn`: torchvision's Mask R-CNN with a ResNet-50 at 800 pixels, called as torchvision calls it, and as the task
does it: folded norms, channels last, boxes first and masks only of those with a score of at least 0.5, since the others
are never shown; then with 300 proposals instead of 1000, and with bfloat16. No published weights are at hand, so the
detector is first taught to find bright ellipses (--steps; the weights are kept in --weights, some minutes): a detector
that knows nothing has no boxes to compare. A box is found again when one of the other call overlaps it by at least 0.9.
With --task the trained detector of `lower_limb` looks at radiographs instead (--data, or phantoms).

The ways take turns; the shortest of the rounds counts, in wall-clock time and, since others may be at work on the
machine, in processor time. Memory is the largest resident memory of the process while a way runs. On a GPU the time of
an exam, slices per second and the share of --peak-tflops are printed too; that part has not been tried on one.
"""

import argparse
import os
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # a thread that waits takes no processor time

import numpy as np
import torch
from resident import watched
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models.detection import maskrcnn_resnet50_fpn
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import box_iou

from imaging.phantoms import generate_limb
from inference.card import bundled_card
from inference.networks.mask_rcnn import detect, masks_of
from inference.registry import load_task
from inference.saliency import Placement
from inference.speed import BFLOAT16, has_bfloat16, make_lean
from inference.tasks.knee_mri import PLANES, KneeMri, PlaneInput
from inference.tasks.lower_limb import LowerLimbNetwork
from inference.transforms import displayed, letterbox
from inference.upright import Upright
from inference.weights import load_weights
from training.datasets import open_data
from training.datasets.phantom import task_input_of

Way = Callable[[], Any]
LESSON = 128
"""Pixels of the pictures from which the detector learns; the ellipses have the same size as later."""
SHOWN = 0.5
"""Score from which a box gets its mask."""
SAME_BOX = 0.9
"""Overlap (IoU) at which two boxes are the same."""


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


def ellipses(random: np.random.Generator, side: int) -> tuple[Tensor, dict[str, Tensor]]:
    """A noisy picture (3, side, side) with bright ellipses, one for every 100 × 100 pixels, and its target."""
    picture = random.normal(0.2, 0.05, (side, side))
    rows, columns = np.mgrid[:side, :side]
    boxes, masks = [], []
    for _ in range(max(1, (side // 100) ** 2)):
        high, wide = random.uniform(12, 45, 2)
        y, x = random.uniform(45, side - 45, 2)
        if any(abs(x - (b[0] + b[2]) / 2) + abs(y - (b[1] + b[3]) / 2) < 100 for b in boxes):
            continue
        inside = ((rows - y) / high) ** 2 + ((columns - x) / wide) ** 2 <= 1
        picture[inside] += random.uniform(0.3, 0.6)
        boxes.append([x - wide, y - high, x + wide, y + high])
        masks.append(inside)
    image = torch.from_numpy(picture).float().clamp(0, 1).expand(3, -1, -1)
    target = {"boxes": torch.tensor(boxes, dtype=torch.float32), "labels": torch.ones(len(boxes), dtype=torch.int64)}
    return image, target | {"masks": torch.from_numpy(np.array(masks, dtype=np.uint8))}


def taught(args: argparse.Namespace) -> nn.Module:
    """torchvision's Mask R-CNN after a short lesson; kept, since the lesson takes minutes."""
    torch.manual_seed(0)
    # Fewer regions an image than torchvision's 512, up to 128 of them with a mask, which take most of a step's time.
    detector = maskrcnn_resnet50_fpn(weights=None, weights_backbone=None, num_classes=2, box_batch_size_per_image=64)
    size = {"min_size": (LESSON,), "max_size": LESSON}
    ready = args.weights is not None and args.weights.exists()
    if ready:
        detector.load_state_dict(torch.load(args.weights, weights_only=True))
    vars(detector.transform).update(size)
    random = np.random.default_rng(0)
    steps = 0 if ready else args.steps
    optimiser = torch.optim.AdamW(detector.parameters(), lr=3e-4, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(1, steps))
    detector.train()
    for step in range(steps):
        images, targets = zip(*(ellipses(random, LESSON) for _ in range(4)), strict=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16(torch.device("cpu"))):
            loss = sum(detector(list(images), list(targets)).values())
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(detector.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 20 == 0:
            print(f"step {step} of {steps}: loss {float(loss.detach()):.2f}", flush=True)
    if args.weights is not None and not ready:
        torch.save(detector.state_dict(), args.weights)
    vars(detector.transform).update(min_size=(args.side,), max_size=args.side)
    return detector.eval().requires_grad_(False)


def task_detector(args: argparse.Namespace) -> nn.Module:
    """The detector of `lower_limb` with the weights that ship, and torchvision's numbers."""
    task = load_task("lower_limb")
    card, network = task.card, task.build_network()
    load_weights(network, card.weights_path, card.weights.sha256, card.task)
    assert isinstance(network, LowerLimbNetwork)
    network.detector.transform = GeneralizedRCNNTransform(args.side, args.side, [network.mean], [network.deviation])
    for name, value in {"score_thresh": 0.05, "nms_thresh": 0.5, "detections_per_img": 100}.items():
        setattr(network.detector.roi_heads, name, value)
    set_proposals(network.detector, 1000)
    return network.detector.eval().requires_grad_(False)


def set_proposals(detector: nn.Module, number: int) -> None:
    """How many of the first stage's boxes each level keeps, and how many go on to the second stage."""
    for limit in (detector.rpn._pre_nms_top_n, detector.rpn._post_nms_top_n):
        limit.update(training=number, testing=number)


def pictures(args: argparse.Namespace) -> list[Tensor]:
    """What the detectors look at."""
    if not args.task:
        random = np.random.default_rng(1)
        return [ellipses(random, args.side)[0] for _ in range(args.images)]
    if args.data:
        loaded = [sample.load() for sample in open_data(args.data).split("test")[: args.images]]
    else:
        loaded = [task_input_of(generate_limb(seed, fracture=True)) for seed in range(1, args.images + 1)]
    return [letterbox(displayed(next(iter(each.images.values()))), args.side)[0] for each in loaded]


def bench_mask_rcnn(args: argparse.Namespace) -> None:
    """One picture after the other."""
    device = torch.device("cpu")
    plain = task_detector(args) if args.task else taught(args)
    lean = make_lean(deepcopy(plain), device)
    images = pictures(args)

    def call_plain(image: Tensor) -> dict[str, Tensor]:
        with torch.inference_mode():
            return plain([image])[0]

    def call(proposals: int, quick: bool, image: Tensor) -> dict[str, Tensor]:
        set_proposals(lean, proposals)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=quick):
            found = detect(lean, image)
            shown = found.boxes[found.scores >= SHOWN]
            if len(shown):
                masks_of(lean, found, shown)
        return {"boxes": found.boxes, "scores": found.scores}

    calls = {"torchvision's call": call_plain}
    for quick in (False, True)[: 1 + has_bfloat16(device)]:
        for proposals in (1000, 300):
            words = f"{'bfloat16' if quick else 'float32'}, {proposals} proposals"
            calls[words] = partial(call, proposals, quick)
    race({name: partial(way, images[0]) for name, way in calls.items()}, args.rounds)
    first, *others = calls
    expected = [calls[first](image) for image in images]
    for name in others:
        compare_boxes(name, expected, [calls[name](image) for image in images])


def compare_boxes(name: str, expected: list[dict[str, Tensor]], found: list[dict[str, Tensor]]) -> None:
    """Print how many boxes were found again: of all, and of those that are more likely than not."""
    again, sure, moved = [], [], [0.0]
    for one, other in zip(expected, found, strict=True):
        overlap = box_iou(one["boxes"], other["boxes"].float())
        best, which = overlap.max(dim=1) if overlap.numel() else (torch.zeros(len(one["boxes"])), None)
        again += (best >= SAME_BOX).tolist()
        sure += (best >= SAME_BOX)[one["scores"] >= SHOWN].tolist()
        if which is not None:
            moved += (one["scores"] - other["scores"].float()[which]).abs()[best >= SAME_BOX].tolist()
    print(
        f"{name}: found again {sum(again)} of {len(again)} boxes ({np.mean(again):.1%}), of those with a score of at "
        f"least 0.5 {sum(sure)} of {len(sure)} ({np.mean(sure):.1%}); scores moved by at most {max(moved):.2g}"
    )


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("knee_mri", "mask_rcnn"))
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slices", type=int, default=30)
    parser.add_argument("--side", type=int, default=0, help="pixels (default: 256, or 800 for the detector)")
    parser.add_argument("--weights", type=Path, help="where the taught detector is kept")
    parser.add_argument("--steps", type=int, default=600, help="of the lesson")
    parser.add_argument("--task", action="store_true", help="the detector of lower_limb instead")
    parser.add_argument("--data", help="radiographs for --task (default: phantoms)")
    parser.add_argument("--images", type=int, default=12)
    parser.add_argument("--peak-tflops", type=float, default=989.0, help="of the GPU in bfloat16 (H100, H200: 989)")
    args = parser.parse_args()
    args.side = args.side or {"knee_mri": 256, "mask_rcnn": 800}[args.what]
    torch.set_num_threads(args.threads)
    print(f"{args.what}: {args.threads} threads, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    (bench_knee if args.what == "knee_mri" else bench_mask_rcnn)(args)


if __name__ == "__main__":
    main()
