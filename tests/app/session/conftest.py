"""A session with a record in memory's place, a study written by hand, and a model that answers at once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from app.session.commands import all_commands
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.settings import Settings
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.region import Box
from imaging.study import ReferenceStandard
from inference.job import InferenceProgress, InferenceRequest, InferenceResult, TaskResult, TaskStatus

ROWS, COLUMNS = 60, 80


def write_radiograph(path: Path, number: int = 1) -> str:
    """Write a small digital radiograph of an ankle and return its Study Instance UID."""
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = "1.2.840.10008.5.1.4.1.1.1.1"
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID = generate_uid(entropy_srcs=[f"image {number}"])
    data.StudyInstanceUID = generate_uid(entropy_srcs=[f"study {number}"])
    data.SeriesInstanceUID = generate_uid(entropy_srcs=[f"series {number}"])
    data.PatientName, data.PatientID = "Secret^Name", "SECRET-ID"
    data.StudyDate, data.Modality, data.BodyPartExamined = "20260102", "DX", "ANKLE"
    data.PresentationIntentType, data.PatientOrientation = "FOR PRESENTATION", ["L", "F"]
    data.ImagerPixelSpacing = [0.2, 0.2]
    data.Rows, data.Columns, data.SamplesPerPixel = ROWS, COLUMNS, 1
    data.PhotometricInterpretation, data.PixelRepresentation = "MONOCHROME2", 0
    data.BitsAllocated, data.BitsStored, data.HighBit = 16, 12, 11
    data.WindowCenter, data.WindowWidth = 2048, 4096
    data.PixelData = (np.arange(ROWS * COLUMNS, dtype=np.uint16) % 4096).tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    data.save_as(path, enforce_file_format=True)
    return str(data.StudyInstanceUID)


def always_fracture(
    request: InferenceRequest, progress: Callable[[InferenceProgress], None], cancelled: Callable[[], bool]
) -> InferenceResult:
    """Find a fracture in the same place of every radiograph."""
    progress(InferenceProgress(request.request_id, 1, 1, "Looking"))
    frame = request.case.study.stacks[0].frames[0]
    heat = np.zeros((ROWS, COLUMNS), dtype=np.float32)
    heat[20:30, 10:20] = 1.0
    finding = Finding(
        finding_id="lower_limb/fracture/0",
        task="lower_limb",
        label="fracture",
        value=Probability(0.8, 0.5),
        region=Box(frame.sop_instance_uid, frame.number, 10, 20, 20, 30),
        saliency=(SaliencyMap(frame.sop_instance_uid, frame.number, heat, "hirescam", 4.0),),
    )
    result = TaskResult("lower_limb", "1", "0" * 64, TaskStatus.OK, findings=(finding,))
    return InferenceResult(request.request_id, "cpu", (result,))


@pytest.fixture
def radiograph(tmp_path: Path) -> Path:
    """A folder with one study."""
    write_radiograph(tmp_path / "study" / "image.dcm")
    return tmp_path / "study"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Where the record goes."""
    return tmp_path / "record.sqlite"


@pytest.fixture
def session(qapp: object, record: Path) -> Iterator[ReadingSession]:
    """A session of reader R1 with the model above; closed at the end."""
    session = ReadingSession(
        RecordKeeper(default_store(record)),
        Settings(reader="R1"),
        reference_of=lambda study: ReferenceStandard(
            {"lower_limb/fracture": True}, (Box(study.stacks[0].frames[0].sop_instance_uid, 1, 10, 20, 20, 30),)
        ),
        answer=always_fracture,
    )
    session.commands = all_commands(session)
    yield session
    session.close()
