"""What a run says of itself, epoch by epoch: `log.jsonl`, the same as `log.csv`, TensorBoard's files, `report.html`."""

import csv
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from imaging.errors import UserError
from training.pages import write_run_page
from training.progress import minutes

LOG = "log.jsonl"


def rows_of(out: Path) -> list[dict[str, Any]]:
    """The epochs logged so far; of an epoch that was done again after a kill, the last time."""
    try:
        rows = [json.loads(line) for line in (out / LOG).read_text(encoding="utf-8").splitlines()]
    except OSError:
        return []
    return list({(row["stage"], row["epoch"]): row for row in rows}.values())


class Log:
    """Writes the log of one run; a run that goes on goes on in the same files.

    Parameters
    ----------
    out : Path
        The run's folder.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._board: Any = None
        if find_spec("tensorboard") is not None:
            from torch.utils.tensorboard import SummaryWriter

            self._board = SummaryWriter(str(out / "tensorboard"))

    def epoch(self, row: Mapping[str, Any], left: float) -> None:
        """Keep the numbers of an epoch, and say them with the seconds that are left in the stage.

        Raises
        ------
        UserError
            When they cannot be written; the checkpoint before is whole.
        """
        try:
            self._keep(row)
        except OSError as error:
            raise UserError(
                f"The log in {self._out} could not be written ({error}). Free some space and go on with --resume: "
                "what was written before is whole."
            ) from error
        pairs = ((key, f"{value:.4g}" if isinstance(value, float) else f"{value}") for key, value in row.items())
        sys.stderr.write(f"{', '.join(' '.join(pair) for pair in pairs)}; {minutes(left)} left in this stage\n")
        sys.stderr.flush()

    def _keep(self, row: Mapping[str, Any]) -> None:
        with (self._out / LOG).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")
        rows = rows_of(self._out)
        whole = self._out / "log.csv.partial"
        whole.write_text(as_csv(rows), encoding="utf-8")
        os.replace(whole, self._out / "log.csv")
        if self._board is not None:
            for name, value in row.items():
                if isinstance(value, int | float) and name != "epoch":
                    self._board.add_scalar(f"{row['stage']}/{name}", value, row["epoch"])
            self._board.flush()
        write_run_page(self._out, rows)

    def close(self) -> None:
        """End TensorBoard's file."""
        if self._board is not None:
            self._board.close()


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """All epochs as one table; stages have measures of their own, so a row may have empty cells."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
