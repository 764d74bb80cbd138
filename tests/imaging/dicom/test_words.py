"""What a header says in words: names in every character set, and the side of the body."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset

from imaging.dicom.index import load
from imaging.study import Series
from tests.imaging.dicom.conftest import make_dataset

Write = Callable[..., Any]
Item = Callable[..., Dataset]
FLAT: dict[str, Any] = dict.fromkeys(("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"))


def series_of(path: Path) -> Series:
    (study,) = load([path]).studies
    (series,) = study.series
    return series


NAMES = {
    "chrArab.dcm": "قباني^لنزار",
    "chrFren.dcm": "Buc^Jérôme",
    "chrGerm.dcm": "Äneas^Rüdiger",
    "chrGreek.dcm": "Διονυσιος",
    "chrH31.dcm": "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "chrH32.dcm": "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    "chrHbrw.dcm": "שרון^דבורה",
    "chrI2.dcm": "Hong^Gildong=洪^吉洞=홍^길동",
    "chrRuss.dcm": "Люкceмбypг",
    "chrX1.dcm": "Wang^XiaoDong=王^小東",
    "chrX2.dcm": "Wang^XiaoDong=王^小东",
}
"""pydicom's fixtures; the names are those of the examples in PS3.5 annexes H, I and J."""


@pytest.mark.parametrize("name", NAMES)
def test_names_in_every_character_set(shared: Path, name: str) -> None:
    folder = shared / "data/dicom_conformance/pydicom/src/pydicom/data/charset_files"
    (study,) = load([folder / name]).studies
    assert study.patient.name == NAMES[name]


@pytest.mark.parametrize(("charset", "encoding"), [("ISO_IR 192", "utf-8"), ("GB18030", "gb18030"), ("GBK", "gbk")])
def test_words_in_one_character_set(tmp_path: Path, charset: str, encoding: str) -> None:
    dataset = make_dataset(np.zeros((4, 5), np.uint16), SpecificCharacterSet=charset)
    for keyword, words in {
        "PatientName": "王^小东",
        "SeriesDescription": "膝关节 T1",
        "BodyPartExamined": "KNEE",
    }.items():
        setattr(dataset, keyword, words)
    path = tmp_path / "a.dcm"
    dataset.save_as(path, enforce_file_format=True)
    assert "王^小东".encode(encoding) in path.read_bytes()
    (study,) = load([path]).studies
    assert (study.patient.name, study.series[0].description) == ("王^小东", "膝关节 T1")


def test_words_without_a_character_set_are_still_shown(tmp_path: Path) -> None:
    dataset = make_dataset(np.zeros((4, 5), np.uint16), PatientName="Jerome")
    path = tmp_path / "a.dcm"
    dataset.save_as(path, enforce_file_format=True)
    path.write_bytes(path.read_bytes().replace(b"Jerome", b"J\xe9r\xf4me"))
    (study,) = load([path]).studies
    assert study.patient.name == "Jérôme"


@pytest.mark.parametrize(
    ("attributes", "side", "source"),
    [
        ({"Laterality": "L"}, "L", "Laterality (0020,0060)"),
        ({"ImageLaterality": "R"}, "R", "Image Laterality (0020,0062)"),
        ({"Laterality": "L", "ImageLaterality": "R"}, "R", "Image Laterality (0020,0062)"),  # of the image itself
        ({}, "", ""),  # and never a guess from the picture or its orientation
    ],
)
def test_the_side_is_what_the_header_says(
    write_image: Write, attributes: dict[str, str], side: str, source: str
) -> None:
    path = write_image("a.dcm", Modality="DX", PatientOrientation=["L", "F"], **FLAT, **attributes)
    series = series_of(path)
    assert (series.laterality, series.laterality_source) == (side, source)


@pytest.mark.parametrize(
    ("attributes", "may"),
    [
        ({"Modality": "MR"}, False),
        ({"Modality": "MR", "BurnedInAnnotation": "YES"}, True),
        ({"Modality": "US"}, True),
        ({"Modality": "US", "BurnedInAnnotation": "NO"}, False),
        ({"Modality": "DX"}, False),
        ({"Modality": "DX", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, True),  # a capture of whatever it was
        ({"Modality": "MR", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7.2"}, True),
    ],
)
def test_words_may_be_burned_in_unless_it_is_denied(write_image: Write, attributes: dict[str, str], may: bool) -> None:
    assert series_of(write_image("a.dcm", **FLAT, **attributes)).may_hold_text is may


def test_the_side_of_an_enhanced_image(write_image: Write, item: Item) -> None:
    anatomy = item(FrameLaterality="L", AnatomicRegionSequence=[item(CodeValue="1", CodeMeaning="Knee")])
    shared_groups = item(FrameAnatomySequence=[anatomy])
    series = series_of(write_image("a.dcm", SharedFunctionalGroupsSequence=[shared_groups]))
    assert (series.laterality, series.body_part) == ("L", "Knee")
    assert series.laterality_source == "Frame Laterality (0020,9072)"
