"""Patients with several studies, simulated scanners, and the traps: what they do to samples, pixels and headers."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from imaging.errors import UserError
from imaging.phantoms import Phantom, generate_knee, write_study
from imaging.phantoms.scanners import EAST, NORTH, SCANNERS, SOUTH, Scanner, scan
from training.datasets import DataSet, open_data
from training.datasets.phantom import PhantomSample


@pytest.fixture(scope="module")
def knee() -> Phantom:
    return generate_knee(16, matrix=40)


def south_by_outcome(data: DataSet, split: str) -> tuple[float, float]:
    """Share of the scanner “South” among abnormal and among normal samples."""
    shares = []
    for abnormal in (True, False):
        chosen = [sample for sample in data.split(split) if sample.reference["abnormal"] is abnormal]
        shares.append(float(np.mean([sample.notes["scanner"] == SOUTH.name for sample in chosen])))
    return shares[0], shares[1]


class TestScanners:
    def test_each_changes_the_pixels_in_its_own_way(self, knee: Phantom) -> None:
        window = knee.images[0].window[1]
        plain = knee.images[0].pixels.astype(float)
        for scanner in SCANNERS:
            seen = scan(knee, scanner).images[0].pixels.astype(float)
            assert seen.mean() == pytest.approx(plain.mean() * scanner.scale + scanner.shift * window, rel=0.1)

    def test_noise_is_what_the_scanner_says(self, knee: Phantom) -> None:
        image = knee.images[0]
        first, second = (scan(knee, NORTH, visit).images[0].pixels.astype(float) for visit in (0, 1))
        bright = image.pixels > 300  # where nothing is clipped
        spread = (first - second)[bright].std() / np.sqrt(2) / image.window[1]
        assert spread == pytest.approx(NORTH.noise, rel=0.1)

    def test_truth_and_masks_stay_and_identifiers_change(self, knee: Phantom) -> None:
        seen = scan(knee, EAST, 1)
        assert seen.labels == knee.labels
        assert seen.case == knee.case
        np.testing.assert_array_equal(
            next(iter(seen.images[0].masks.values())), next(iter(knee.images[0].masks.values()))
        )
        uids = {uid for phantom in (knee, seen, scan(knee, EAST, 2)) for uid in phantom.images[0].sop_instance_uids}
        assert len(uids) == 3 * len(knee.images[0].pixels)

    @pytest.mark.parametrize("scanner", SCANNERS)
    def test_the_header_names_the_maker(self, knee: Phantom, tmp_path: Path, scanner: Scanner) -> None:
        dataset = dcmread(write_study(scan(knee, scanner, patient_id="OTHER-1"), tmp_path)[0], stop_before_pixels=True)
        assert f"{dataset.Manufacturer} {dataset.ManufacturerModelName}" == scanner.name
        assert dataset.DeviceSerialNumber == scanner.equipment.serial_number
        assert dataset.PatientID == "OTHER-1"


class TestOptions:
    def test_without_any_nothing_changes(self) -> None:
        assert open_data("phantom:1:70?").split_digest == open_data("phantom:1:70").split_digest
        assert all("scanner" not in sample.notes for sample in open_data("phantom:1:70").samples)

    @pytest.mark.parametrize("wrong", ["scanner=three", "colour=red", "studies=0", "leak", "studies=2;leak=open"])
    def test_what_is_not_understood_is_said(self, wrong: str) -> None:
        with pytest.raises(UserError, match=r"no option of phantoms\. There are studies=1.*scanner=one"):
            open_data(f"phantom:knee_mri:1:70?{wrong}")

    def test_a_patient_s_studies_stay_together(self) -> None:
        data = open_data("phantom:knee_mri:1:140?studies=2")
        assert set(Counter(sample.group for sample in data.samples).values()) == {2}
        assert len({sample.sample_id for sample in data.samples}) == 140
        first, second = [sample for sample in data.samples if sample.group == "knee-100001"]
        assert first.reference == second.reference
        assert first.split == second.split

    @pytest.mark.parametrize("name", ["knee_mri", "knee_kl", "hand", "spine"])
    def test_a_confounded_scanner_gives_the_answer_away_in_every_set(self, name: str) -> None:
        data = open_data(f"phantom:{name}:1:210?scanner=confounded")
        scanners = Counter(sample.notes["scanner"] for sample in data.samples)
        assert set(scanners) == {NORTH.name, SOUTH.name}

    def test_by_how_much(self) -> None:
        for source, split, given_away in (
            ("confounded", "train", True),
            ("confounded", "test", True),
            ("confounded-train", "train", True),
            ("confounded-train", "test", False),
            ("several", "train", False),
        ):
            abnormal, normal = south_by_outcome(open_data(f"phantom:knee_mri:1:1400?scanner={source}"), split)
            if given_away:
                assert abnormal > 0.9
                assert normal < 0.1
            else:
                assert abs(abnormal - normal) < 0.15

    def test_a_leaked_patient_under_the_same_id_is_refused(self) -> None:
        with pytest.raises(UserError, match="two splits"):
            open_data("phantom:knee_mri:1:70?leak=open")

    def test_a_leaked_patient_under_another_id_has_the_pixels_of_the_first(self) -> None:
        data = open_data("phantom:knee_kl:1:70?leak=hidden&scanner=several")
        copies = [sample for sample in data.split("test") if sample.sample_id.endswith("-copy")]
        assert len(copies) == 4  # of 20
        copy = copies[0]
        twin = next(sample for sample in data.split("train") if f"{sample.sample_id}-copy" == copy.sample_id)
        assert copy.group != twin.group
        pair = [np.asarray(sample.load().images["image"].values) for sample in (copy, twin)]
        np.testing.assert_array_equal(*pair)
        assert isinstance(copy, PhantomSample)
        assert isinstance(twin, PhantomSample)
        assert copy.phantom().case.patient_id != twin.phantom().case.patient_id
        assert copy.key == twin.key

    def test_a_shifted_test_split_is_brighter_and_training_is_not(self) -> None:
        def brightness(options: str, split: str) -> float:
            sample = open_data(f"phantom:knee_kl:1:14?{options}").split(split)[0]
            return float(np.mean(sample.load().images["image"].values))

        assert brightness("studies=2&test=shifted", "train") == brightness("studies=2", "train")
        assert brightness("studies=2&test=shifted", "test") > 1.3 * brightness("studies=2", "test")
