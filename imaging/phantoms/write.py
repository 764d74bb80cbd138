"""Phantoms as DICOM: MR Image Storage and Digital X-Ray Image Storage – For Presentation, explicit VR little endian.

Nothing in the files depends on the clock or the machine: the same phantom gives the same bytes.
"""

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, MRImageStorage

from imaging.geometry import PlaneGeometry
from imaging.phantoms.model import Acquisition, Phantom, PhantomCase, PhantomImage, phantom_uid

TIME = "120000"
REGIONS = {
    "KNEE": ("72696002", "Knee"),
    "ANKLE": ("70258002", "Ankle"),
    "WRIST": ("74670003", "Wrist"),
    "LEG": ("30021000", "Lower leg"),
    "HAND": ("85562004", "Hand"),
    "ELBOW": ("16953009", "Elbow joint"),
}
"""Body Part Examined → SNOMED CT code and meaning (PS3.16 CID 4031)."""
KNEE = {
    plane: Acquisition(f"PHANTOM {short} PD FS", fat_saturated=True)
    for plane, short in (("sagittal", "SAG"), ("coronal", "COR"), ("axial", "AX"))
}
COMMENT = "Computed phantom: no patient, no acquisition. Not for diagnosis."


def write_study(phantom: Phantom, folder: Path) -> tuple[Path, ...]:
    """Write one phantom, one folder per Series.

    Parameters
    ----------
    phantom : Phantom
    folder : Path
        Made when it does not exist.

    Returns
    -------
    tuple of Path
        The files, in the order of Series and slices.

    Raises
    ------
    OSError
        When a file cannot be written.
    """
    paths = []
    for number, image in enumerate(phantom.images, start=1):
        home = folder / image.name
        home.mkdir(parents=True, exist_ok=True)
        for index in range(len(image.pixels)):
            path = home / f"{index + 1:03d}.dcm"
            dataset = image_dataset(phantom, image, number, index)
            dataset.save_as(path, enforce_file_format=True)
            paths.append(path)
    return tuple(paths)


def image_dataset(phantom: Phantom, image: PhantomImage, series_number: int, index: int) -> FileDataset:
    """One Instance of a phantom, complete with file meta information."""
    magnetic = image.geometry is not None
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage if magnetic else DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = UID(image.sop_instance_uids[index])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(phantom_uid("implementation"))
    meta.ImplementationVersionName = "OVERREAD_PHANTOM"
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = meta.MediaStorageSOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    _describe(dataset, phantom)
    _series(dataset, phantom, image, series_number, index)
    if magnetic:
        _magnetic_resonance(dataset, phantom, image, index)
    else:
        _projection(dataset, phantom, image)
    _pixels(dataset, image, index)
    return dataset


def _describe(dataset: Dataset, phantom: Phantom) -> None:
    """Patient, Study and Equipment."""
    case = phantom.case
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientName = case.name
    dataset.PatientID = case.patient_id
    dataset.PatientBirthDate = _birth_date(case)
    dataset.PatientSex = case.sex
    dataset.PatientAge = f"{case.age_years:03d}Y" if case.age_months is None else f"{case.age_months:03d}M"
    dataset.StudyInstanceUID = phantom.study_uid
    dataset.StudyID = str(phantom.seed)
    dataset.AccessionNumber = ""
    dataset.ReferringPhysicianName = ""
    dataset.StudyDescription = phantom.description
    for keyword in ("StudyDate", "SeriesDate", "ContentDate", "AcquisitionDate"):
        setattr(dataset, keyword, case.study_date)
    for keyword in ("StudyTime", "SeriesTime", "ContentTime", "AcquisitionTime"):
        setattr(dataset, keyword, TIME)
    dataset.Manufacturer = phantom.equipment.manufacturer
    dataset.ManufacturerModelName = phantom.equipment.model
    dataset.DeviceSerialNumber = phantom.equipment.serial_number
    dataset.SoftwareVersions = "1"
    dataset.QualityControlImage = "YES"
    dataset.ImageComments = COMMENT


def _birth_date(case: PhantomCase) -> str:
    """The first day of the month that many months, or of the year that many years, before the study."""
    year, month = int(case.study_date[:4]), int(case.study_date[4:6])
    if case.age_months is None:
        return f"{year - case.age_years}0101"
    years, months = divmod(year * 12 + month - 1 - case.age_months, 12)
    return f"{years}{months + 1:02d}01"


def _series(dataset: Dataset, phantom: Phantom, image: PhantomImage, number: int, index: int) -> None:
    dataset.SeriesInstanceUID = image.series_uid
    dataset.SeriesNumber = number
    dataset.InstanceNumber = index + 1
    dataset.AcquisitionNumber = 1
    dataset.BodyPartExamined = phantom.case.body_part
    dataset.ImageType = ["DERIVED", "PRIMARY", "OTHER"]
    dataset.DerivationDescription = COMMENT


def _magnetic_resonance(dataset: Dataset, phantom: Phantom, image: PhantomImage, index: int) -> None:
    """Frame of Reference, Image Plane and MR Image modules (PS3.3 C.7.4.1, C.7.6.2, C.8.3.1)."""
    geometry = image.geometry
    assert geometry is not None
    first = geometry.section_geometry(0, index)
    how = image.acquisition or KNEE[image.name]
    dataset.Modality = "MR"
    dataset.SeriesDescription = how.description
    dataset.ProtocolName = how.protocol
    dataset.Laterality = phantom.case.laterality
    dataset.PatientPosition = "FFS"
    dataset.FrameOfReferenceUID = phantom.frame_of_reference_uid
    dataset.PositionReferenceIndicator = ""
    _plane(dataset, first, geometry.slice_thickness, geometry.spacing[0])
    dataset.SliceLocation = _decimal(float(first.position @ first.normal))
    dataset.ScanningSequence = "SE"
    dataset.SequenceVariant = "SK"
    dataset.ScanOptions = "FS" if how.fat_saturated else ""
    dataset.MRAcquisitionType = "2D"
    dataset.RepetitionTime = _decimal(how.repetition_time)
    dataset.EchoTime = _decimal(how.echo_time)
    dataset.EchoTrainLength = how.echo_train
    dataset.MagneticFieldStrength = _decimal(how.tesla)
    dataset.FlipAngle = _decimal(how.flip_degrees)


def _plane(dataset: Dataset, plane: PlaneGeometry, thickness: float, step: float) -> None:
    dataset.ImagePositionPatient = [_decimal(float(v)) for v in plane.position]
    dataset.ImageOrientationPatient = [_decimal(float(v)) for v in (*plane.along_row, *plane.along_column)]
    dataset.PixelSpacing = [_decimal(plane.row_spacing), _decimal(plane.column_spacing)]
    dataset.SliceThickness = _decimal(thickness)
    dataset.SpacingBetweenSlices = _decimal(step)


def _projection(dataset: Dataset, phantom: Phantom, image: PhantomImage) -> None:
    """DX Series, Anatomy Imaged, Image, Detector and Positioning modules (PS3.3 C.8.11)."""
    code, meaning = REGIONS[phantom.case.body_part]
    region = Dataset()
    region.CodeValue, region.CodingSchemeDesignator, region.CodeMeaning = code, "SCT", meaning
    dataset.AnatomicRegionSequence = Sequence([region])
    dataset.Modality = "DX"
    dataset.SeriesDescription = phantom.description
    dataset.PresentationIntentType = "FOR PRESENTATION"
    dataset.ImageLaterality = phantom.case.laterality
    dataset.ViewPosition = {"LATERAL": "LL"}.get(image.view, image.view)
    dataset.PatientOrientation = list(image.patient_orientation)
    dataset.ImagerPixelSpacing = [_decimal(v) for v in image.pixel_spacing]
    dataset.DetectorType = "DIRECT"
    dataset.DistanceSourceToDetector = "1150"
    dataset.KVP = "60"
    dataset.PixelIntensityRelationship = "LOG"
    dataset.PixelIntensityRelationshipSign = 1
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = "0", "1", "US"
    dataset.PresentationLUTShape = "IDENTITY"
    dataset.LossyImageCompression = "00"
    dataset.BurnedInAnnotation = "NO"
    dataset.AcquisitionContextSequence = Sequence([])


def _pixels(dataset: Dataset, image: PhantomImage, index: int) -> None:
    pixels = image.pixels[index]
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.WindowCenter, dataset.WindowWidth = (_decimal(v) for v in image.window)
    dataset.PixelData = np.ascontiguousarray(pixels, dtype="<u2").tobytes()


def _decimal(value: float) -> str:
    """A Decimal String of at most 16 characters (PS3.5 6.2) that keeps positions to a nanometre or so."""
    text = f"{value:.10g}"
    return text if len(text) <= 16 else f"{value:.6g}"
