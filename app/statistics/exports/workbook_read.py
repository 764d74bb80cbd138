"""Read RJafroc's workbook again, straight from the XML: not with the library that wrote it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from app.statistics.exports.rows import Content, same_numbers

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Cell = str | float


@dataclass(frozen=True)
class Marks:
    """What a workbook of the FROC paradigm says.

    Attributes
    ----------
    lesions : mapping of case to tuple of weights
    true : mapping of (reader, modality, case, lesion) to rating
    false : mapping of (reader, modality, case) to tuple of ratings, in the order of the rows
    """

    lesions: Mapping[str, tuple[float, ...]]
    true: Mapping[tuple[str, str, str, int], float]
    false: Mapping[tuple[str, str, str], tuple[float, ...]]

    def says_the_same(self, other: "Marks") -> bool:
        """True when lesions and marks are the same, ratings to as many digits as a workbook holds."""
        if set(self.true) != set(other.true) or set(self.false) != set(other.false):
            return False
        if {case: len(weights) for case, weights in self.lesions.items()} != {
            case: len(weights) for case, weights in other.lesions.items()
        }:
            return False
        return same_numbers(self._numbers(self), self._numbers(other))

    def _numbers(self, marks: "Marks") -> list[float]:
        """All numbers in the order of this workbook's names; a short list when marks are missing."""
        weights = [weight for case in self.lesions for weight in marks.lesions[case]]
        return weights + [marks.true[key] for key in self.true] + [r for key in self.false for r in marks.false[key]]


def read_roc(file: Path) -> Content:
    """Truth and ratings of a workbook of the ROC paradigm."""
    sheets = read_sheets(file)
    truth = {_name(row["CaseID"]): row["LesionID"] != 0.0 for row in sheets["TRUTH"]}
    ratings = {}
    for sheet, column in (("TP", "TP_Rating"), ("FP", "FP_Rating")):
        for row in sheets[sheet]:
            key = _name(row["ReaderID"]), _name(row["ModalityID"]), _name(row["CaseID"])
            if key in ratings:
                raise ValueError("a read stands there twice")
            ratings[key] = float(row[column])
    return Content(truth, ratings)


def read_froc(file: Path) -> Marks:
    """Lesions and marks of a workbook of the FROC paradigm."""
    sheets = read_sheets(file)
    lesions: dict[str, tuple[float, ...]] = {}
    for row in sheets["TRUTH"]:
        case = _name(row["CaseID"])
        found = (float(row["Weight"]),) if row["LesionID"] else ()
        lesions[case] = (*lesions.get(case, ()), *found)
    true = {
        (_name(r["ReaderID"]), _name(r["ModalityID"]), _name(r["CaseID"]), int(r["LesionID"])): float(r["TP_Rating"])
        for r in sheets["TP"]
    }
    false: dict[tuple[str, str, str], tuple[float, ...]] = {}
    for row in sheets["FP"]:
        key = _name(row["ReaderID"]), _name(row["ModalityID"]), _name(row["CaseID"])
        false[key] = (*false.get(key, ()), float(row["FP_Rating"]))
    return Marks(lesions, true, false)


def read_sheets(file: Path) -> dict[str, list[dict[str, Cell]]]:
    """Rows of every sheet by the names in its first row; blank cells are not there."""
    with ZipFile(file) as archive:
        shared = _shared_strings(archive)
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {relation.attrib["Id"]: relation.attrib["Target"] for relation in relations}
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        found = {}
        for sheet in book.iter(f"{MAIN}sheet"):
            target = targets[sheet.attrib[RELATION]].lstrip("/")
            path = target if target.startswith("xl/") else f"xl/{target}"
            rows = list(_rows(ElementTree.fromstring(archive.read(path)), shared))
            header = {column: str(name) for column, name in rows[0].items()} if rows else {}
            found[sheet.attrib["name"]] = [
                {header[column]: value for column, value in row.items() if column in header} for row in rows[1:]
            ]
    return found


def _shared_strings(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    tree = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(text.text or "" for text in entry.iter(f"{MAIN}t")) for entry in tree.iter(f"{MAIN}si")]


def _rows(sheet: ElementTree.Element, shared: list[str]) -> Iterator[dict[str, Cell]]:
    for row in sheet.iter(f"{MAIN}row"):
        cells: dict[str, Cell] = {}
        for cell in row.iter(f"{MAIN}c"):
            column = re.sub(r"\d", "", cell.attrib["r"])
            kind, value = cell.attrib.get("t", "n"), cell.find(f"{MAIN}v")
            if kind == "inlineStr":
                cells[column] = "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
            elif value is not None and value.text is not None:
                cells[column] = shared[int(value.text)] if kind == "s" else _value(kind, value.text)
        if cells:
            yield cells


def _value(kind: str, text: str) -> Cell:
    return text if kind == "str" else float(text)


def _name(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) else cell
