"""Seeded studies that look like the anatomy they stand for, with a mask of every lesion.

The doorway:

``generate_limb(seed, view=None, fracture=None) -> Phantom``
    One radiograph (ankle, lower leg, knee, wrist), intact or broken.
``generate_knee_radiograph(seed, grade=None, spacing=0.2) -> Phantom``
    One knee from the front, Kellgren–Lawrence grade 0 to 4, with a mask of every sign.
``generate_knee(seed, lesions=True, matrix=256) -> Phantom``
    One knee MRI: sagittal, coronal and axial series of the same solid model.
``generate_elbow(seed, effusion=None) -> Phantom``
    One lateral radiograph of an elbow, with or without fluid in the joint.
``generate_hand(seed, bone_age=None, sex=None) -> Phantom``
    One radiograph of a growing left hand.
``generate_spine(seed, malignant=None, close=False) -> Phantom``
    One spine MRI: sagittal T1W and T2W series with one abnormal vertebra; all 15 features of Yeh 2022 are known.
``write_study(phantom, folder) -> tuple of Path``
    As DICOM; the same seed gives the same bytes.
``demo_studies(folder, progress=None, cancelled=None) -> list of DemoStudy``
    The demo's studies, generated once; `reference.json` beside each holds the true labels and the lesions' boxes.
"""

from imaging.phantoms.demo import DEMO, DemoStudy, demo_studies, read_demo_study, reference_of
from imaging.phantoms.elbow import generate_elbow
from imaging.phantoms.hand import generate_hand
from imaging.phantoms.knee import generate_knee
from imaging.phantoms.knee_radiograph import generate_knee_radiograph
from imaging.phantoms.limb import VIEWS, generate_limb
from imaging.phantoms.model import PHANTOM_VERSION, Lesion, Phantom, PhantomCase, PhantomImage
from imaging.phantoms.spine import generate_spine, reader_box
from imaging.phantoms.write import write_study

__all__ = [
    "DEMO",
    "PHANTOM_VERSION",
    "VIEWS",
    "DemoStudy",
    "Lesion",
    "Phantom",
    "PhantomCase",
    "PhantomImage",
    "demo_studies",
    "generate_elbow",
    "generate_hand",
    "generate_knee",
    "generate_knee_radiograph",
    "generate_limb",
    "generate_spine",
    "read_demo_study",
    "reader_box",
    "reference_of",
    "write_study",
]
