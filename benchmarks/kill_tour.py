"""Kill the program at random moments of the tour; count acknowledged events that the record has lost.

    python benchmarks/kill_tour.py [-n KILLS] [--seed SEED] [--longest SECONDS]

The tour writes each event to `record.jsonl` the moment the record has acknowledged it. After each SIGKILL every one of
them must be in the record with the same hash, and `overread record verify` must find the chain whole.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.reading.store.sqlite import SqliteStore

COMMAND = [sys.executable, "-m", "main"]


def kill_once(folder: Path, after: float) -> tuple[int, int, int, bool]:
    """Start a tour, kill it after some seconds: (acknowledged, lost, kept, the chain is whole)."""
    tour = subprocess.Popen(
        [*COMMAND, "demo", "--tour", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        start_new_session=True,
    )
    time.sleep(after)
    os.killpg(tour.pid, signal.SIGKILL)
    tour.wait()
    lines = (folder / "record.jsonl").read_text(encoding="utf-8").splitlines() if folder.is_dir() else []
    acknowledged = [json.loads(line)["event_hash"] for line in lines if line.endswith("}")]
    if not (folder / "record.sqlite").exists():
        return len(acknowledged), len(acknowledged), 0, not acknowledged
    store = SqliteStore(folder / "record.sqlite", read_only=True)
    kept = {event.event_hash for reading in store.readings() for event in store.events(reading.reading_id)}
    store.close()
    checked = subprocess.run(
        [*COMMAND, "record", "verify", "--record", str(folder / "record.sqlite")], capture_output=True, check=False
    )
    return len(acknowledged), sum(h not in kept for h in acknowledged), len(kept), checked.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=20.0)
    args = parser.parse_args()
    dice = random.Random(args.seed)
    totals = [0, 0, 0]
    broken = 0
    for number in range(1, args.n + 1):
        after = dice.uniform(1.0, args.longest)
        with tempfile.TemporaryDirectory() as folder:
            acknowledged, lost, kept, whole = kill_once(Path(folder) / "tour", after)
        totals = [total + new for total, new in zip(totals, (acknowledged, lost, kept), strict=True)]
        broken += not whole
        print(
            f"kill {number:3} after {after:5.1f} s: {acknowledged:3} acknowledged, {lost} lost, {kept:3} in the record"
        )
    print(f"{args.n} kills: {totals[0]} events acknowledged, {totals[1]} lost, {broken} records not whole")
    return 1 if totals[1] or broken else 0


if __name__ == "__main__":
    sys.exit(main())
