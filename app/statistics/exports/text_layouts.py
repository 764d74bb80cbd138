"""Ratings as text: the two flavours of `.imrmc`, Iowa's `.lrc`, and long CSV tables.

Layouts: InputFile.java of iMRMC 4, DfReadIowaFormats.R of RJafroc, and the examples that were loaded in each program.
"""

import csv
from pathlib import Path

from app.statistics.exports.rows import Content, Key, Names, ReadTable, number
from app.statistics.rating_files import read_ratings
from app.statistics.ratings import Ratings


def write_fda(table: ReadTable, names: Names, file: Path) -> None:
    """`.imrmc` for the FDA's iMRMC (Java, R): truth rows of a reader ``truth`` in a modality ``truth``."""
    lines = _head(table, "FDA iMRMC")
    lines += [f"truth,{names.cases[case]},truth,{int(table.content.truth[case])}" for case in table.cases]
    lines += [_read(table, names, reader, arm, case) for reader, arm, case in _reads(table)]
    _write(file, lines)


def write_rjafroc(table: ReadTable, names: Names, file: Path) -> None:
    """`.imrmc` for RJafroc: truth rows of a reader ``-1``, and numbers for names."""
    lines = _head(table, "RJafroc")
    lines += [f"-1,{names.cases[case]},truth,{int(table.content.truth[case])}" for case in table.cases]
    by_arm = sorted(_reads(table), key=lambda key: table.arms.index(key[1]))
    lines += [_read(table, names, reader, arm, case) for reader, arm, case in by_arm]
    _write(file, lines)


def write_long_csv(table: ReadTable, names: Names, file: Path) -> None:
    """One row per read: reader, treatment, case, truth, rating (MRMCaov's data frame, RJafroc's MRMC format)."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("reader", "treatment", "case", "truth", "rating"))
        for reader, arm, case in _reads(table):
            truth, rating = table.content.truth[case], table.content.ratings[reader, arm, case]
            row = names.readers[reader], names.arms[arm], names.cases[case], int(truth), number(rating)
            writer.writerow(row)


def write_lrc(table: ReadTable, names: Names, file: Path) -> None:
    """Iowa's `.lrc`: a block per reader, healthy cases first, a column per modality; crossed studies only."""
    lines = [f"{'PHANTOM,' if table.phantom else 'Overread,'} plan {table.digest}"]
    for place, reader in enumerate(table.readers):
        lines.append(names.readers[reader])
        if place == 0:
            lines.append("".join(f'   "{names.arms[arm]}"' for arm in table.arms))
            lines.append("".join(f"{'L':>8}" for _ in table.arms))
        for diseased, word in ((False, "Normal"), (True, "Abnormal")):
            own = [case for case in table.cases if table.content.truth[case] == diseased]
            for count, case in enumerate(own, 1):
                ratings = "".join(_column(table.content.ratings[reader, arm, case]) for arm in table.arms)
                lines.append(f"{ratings}   {word} Case {count}")
            lines.append("*")
    _write(file, [*lines, "#"])


def read_any(file: Path) -> Content:
    """What `overread stats` reads in an `.imrmc` or CSV file."""
    return _content(read_ratings([file]))


def read_lrc(file: Path, cases: tuple[str, ...]) -> Content:
    """What a `.lrc` file says; it has no case names, so cases are named by their order, healthy ones first."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    arms = [part for part in lines[2].split('"') if part.strip()]
    truth: dict[str, bool] = {}
    ratings: dict[tuple[str, str, str], float] = {}
    reader, row = lines[1], 4
    while True:
        column = 0
        for diseased in (False, True):
            while lines[row] != "*":
                case = cases[column]
                truth[case] = diseased
                for arm, text in zip(arms, lines[row].split(), strict=False):
                    ratings[reader, arm, case] = float(text)
                row, column = row + 1, column + 1
            row += 1
        if lines[row] == "#":
            return Content(truth, ratings)
        reader, row = lines[row], row + 1


def _head(table: ReadTable, program: str) -> list[str]:
    healthy = len(table.cases) - table.diseased
    return [
        f"Overread study exported for {program}",
        table.heading,
        f"N0:{healthy}",
        f"N1:{table.diseased}",
        f"NR:{len(table.readers)}",
        f"NM:{len(table.arms)}",
        "BEGIN DATA:",
    ]


def _reads(table: ReadTable) -> list[Key]:
    """Reader by reader, arm by arm, in the order of the cases; a read that was not made has no row."""
    every = ((reader, arm, case) for reader in table.readers for arm in table.arms for case in table.cases)
    return [key for key in every if key in table.content.ratings]


def _read(table: ReadTable, names: Names, reader: str, arm: str, case: str) -> str:
    rating = number(table.content.ratings[reader, arm, case])
    return f"{names.readers[reader]},{names.cases[case]},{names.arms[arm]},{rating}"


def _column(rating: float) -> str:
    """Six decimals as Iowa writes them, or as many as the number needs to read back the same."""
    text = f"{rating:.6f}"
    return f"{' ' + (text if float(text) == rating else repr(float(rating))):>11}"


def _content(ratings: Ratings) -> Content:
    found = {
        (reader, arm, case): float(ratings.scores[i, j, k])
        for i, arm in enumerate(ratings.modalities)
        for j, reader in enumerate(ratings.readers)
        for k, case in enumerate(ratings.cases)
        if ratings.scores[i, j, k] == ratings.scores[i, j, k]  # not nan: a read that was made
    }
    return Content(dict(zip(ratings.cases, map(bool, ratings.truth), strict=True)), found)


def _write(file: Path, lines: list[str]) -> None:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
