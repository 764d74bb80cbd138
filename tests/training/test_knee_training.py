"""Training of knee_mri: phantoms as samples, slices with labels of their own, fusion, and a whole tiny run."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from imaging.errors import UserError
from imaging.phantoms import Phantom, generate_knee
from inference.card import bundled_card
from inference.networks.backbones import BACKBONES
from inference.tasks.knee_mri import PLANES, KneeMri
from training.datasets import DataSet, Sample, open_data
from training.datasets.phantom import PhantomSample, masks_of, task_input_of
from training.fit import fit
from training.knee_data import MAP_STRIDE, prepare_knee
from training.knee_mri import Recipe, SliceStage, StudyStage, augmented, compare, judge, make_training, summarise
from training.knee_mri_fusion import fusion_tables, logistic_regression
from training.knee_mri_saliency import saliency_tables
from training.recipe import build, read_table

CPU = torch.device("cpu")
SIZE = 40
SMALL = {"widths": [4, 6, 8, 8], "side": 48, "spacing": 2.4}
"""The shipped card's field of view at a third of its resolution."""


def sample(seed: int, split: str) -> PhantomSample:
    def generate() -> Phantom:
        return generate_knee(seed, matrix=SIZE)

    phantom = generate()
    labels = {name.removeprefix("knee_mri/"): value for name, value in phantom.labels.items()}
    return PhantomSample(
        sample_id=str(seed),
        split=split,
        group=str(seed),
        load=lambda: task_input_of(generate()),
        reference=labels,
        generate=generate,
        key=f"test-{seed}",
    )


@pytest.fixture(scope="module")
def data() -> DataSet:
    splits = {16: "train", 4: "train", 14: "train", 2: "val", 6: "val", 8: "val", 1: "test", 5: "test"}
    return DataSet("small knees", "none", tuple(sample(seed, split) for seed, split in splits.items()))


@pytest.fixture(scope="module")
def task() -> KneeMri:
    card = bundled_card("knee_mri")
    raw = {key: value for key, value in card.raw.items() if key != "fusion"}
    return KneeMri(replace(card, network={**card.network, **SMALL}, raw=raw))


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr("training.knee_data.user_cache_path", lambda *_, **__: folder)


class TestDataSet:
    def test_is_named_by_seed_and_number(self) -> None:
        knees = open_data("phantom:7:70")
        assert [len(knees.split(name)) for name in ("train", "val", "test")] == [40, 10, 20]
        assert open_data("phantom:7:70").split_digest == knees.split_digest
        assert open_data("phantom:8:70").split_digest != knees.split_digest
        other = {s.group for s in open_data("phantom:8:70").samples}
        assert not other & {s.group for s in knees.samples}

    def test_goes_by_its_own_name_too(self) -> None:
        named, plain = open_data("phantom:knee_mri:7:14"), open_data("phantom:7:14")
        assert named.split_digest == plain.split_digest
        for wrong in ("phantom:knee_mri:7", "phantom:elephant:1:2", "phantom:"):
            with pytest.raises(UserError, match=r"NAME is one of .*knee_mri"):
                open_data(wrong)

    def test_knows_the_labels_before_anything_is_generated(self) -> None:
        for known in open_data("phantom:3:4").samples[:2]:
            assert isinstance(known, PhantomSample)
            phantom = generate_knee(int(known.sample_id.removeprefix("knee-")), matrix=32)
            assert {f"knee_mri/{k}": v for k, v in known.reference.items()} == dict(phantom.labels)

    def test_masks_are_the_union_of_a_label_s_lesions(self) -> None:
        phantom = generate_knee(16, matrix=SIZE)
        masks = masks_of(phantom, ("abnormal", "acl_tear", "meniscus_tear"))
        for plane in PLANES:
            assert masks[plane]["acl_tear"].any()
            assert not masks[plane]["meniscus_tear"].any()
            assert (masks[plane]["abnormal"] >= masks[plane]["acl_tear"]).all()


class TestPrepare:
    def test_is_the_task_s_own_preprocessing_and_is_kept(self, task: KneeMri, data: DataSet, tmp_path: Path) -> None:
        first = data.samples[0]
        knee = prepare_knee(task, first, tmp_path)
        inputs = task.preprocess(first.load())
        for plane in PLANES:
            assert torch.allclose(knee.planes[plane].tensor(), inputs[plane].slices, atol=0.0026)
        again = prepare_knee(task, replace(first, generate=None, load=_fail), tmp_path)
        assert all(np.array_equal(again.planes[p].images, knee.planes[p].images) for p in PLANES)

    def test_slices_are_positive_where_the_mask_is(self, task: KneeMri, data: DataSet, tmp_path: Path) -> None:
        knee = prepare_knee(task, data.samples[0], tmp_path)
        masks = masks_of(generate_knee(16, matrix=SIZE), task.names)
        for plane in PLANES:
            area = masks[plane]["acl_tear"].sum(axis=(1, 2))
            labels = knee.planes[plane].labels[:, 1]
            assert (labels[area == 0] == 0).all()
            assert (labels[area > 0] != 0).all()
            assert (labels == 1).any()
            slices = knee.planes[plane]
            assert slices.lesions.shape[2:] == (task.side // MAP_STRIDE,) * 2
            assert (slices.lesions[labels == 1, 1].sum(axis=(1, 2)) > 0).all()

    def test_without_masks_only_the_study_is_known(self, task: KneeMri, data: DataSet, tmp_path: Path) -> None:
        first = data.samples[0]
        plain = Sample("x", "train", "x", first.load, first.reference)
        knee = prepare_knee(task, plain, tmp_path)
        assert (knee.planes["axial"].labels[:, 1] == -1).all()
        assert (knee.planes["axial"].labels[:, 2] == 0).all()


def _fail() -> None:
    raise AssertionError("the cache should have been used")


def test_image_and_lesions_move_together(recipe: Recipe) -> None:
    images, lesions = torch.zeros(6, 1, 64, 64), torch.zeros(6, 1, 16, 16)
    images[:, :, 20:28, 36:44], lesions[:, :, 5:7, 9:11] = 1, 1
    quiet = replace(recipe.augment, noise=0.0, tone=0.0)
    owners = np.arange(6)
    moved, seen = augmented(images, lesions, owners, "coronal", quiet, np.random.default_rng(1))
    for image, lesion in zip(moved[:, 0].numpy(), seen[:, 0].numpy(), strict=True):
        where = [float((m * np.arange(n)[:, None]).sum() / m.sum()) for m, n in ((image, 64), (lesion, 16))]
        assert where[0] == pytest.approx(4 * where[1] + 1.5, abs=0.8)
    still, _ = augmented(images, lesions, np.zeros(6, int), "coronal", quiet, np.random.default_rng(1))
    assert torch.equal(still[0], still[5])


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    changes = ["slices.schedule.epochs=1", "slices.schedule.samples_per_epoch=8", "slices.schedule.batch_size=4"]
    changes += ["studies.schedule.epochs=1", "studies.schedule.samples_per_epoch=4", "studies.schedule.batch_size=2"]
    return build(Recipe, read_table("knee_mri", None, changes))


@pytest.mark.parametrize(
    ("name", "backbone", "single"),
    [
        ("knee_mri_irmakci", "alexnet", True),
        ("knee_mri_irmakci_resnet18", "resnet18", True),
        ("knee_mri_irmakci_googlenet", "googlenet", True),
        ("knee_mri_joint_resnet18", "resnet18", False),
    ],
)
def test_recipes_of_the_paper_differ_in_what_they_name(name: str, backbone: str, single: bool) -> None:
    recipe = build(Recipe, read_table("knee_mri", name))
    assert (recipe.network["backbone"], recipe.network["side"]) == (backbone, 256)
    assert recipe.single_label is single
    assert recipe.studies.fusion_on == ("train" if single else "val")
    assert recipe.augment.rotation_degrees == 25


def test_both_shipped_recipes_are_complete() -> None:
    assert not build(Recipe, read_table("knee_mri")).single_label
    paper = build(Recipe, read_table("knee_mri", "knee_mri_irmakci"))
    assert paper.single_label
    assert paper.slices.schedule.epochs == 0
    assert (paper.studies.schedule.learning_rate, paper.studies.schedule.weight_decay) == (1e-4, 0.1)


class TestStages:
    def test_slices_are_drawn_with_lesions_in_the_recipe_s_share(
        self, task: KneeMri, data: DataSet, recipe: Recipe
    ) -> None:
        many = replace(recipe.slices, schedule=replace(recipe.slices.schedule, samples_per_epoch=200, batch_size=100))
        training = make_training(task, data, replace(recipe, slices=many), torch.device("cpu"))
        labels = torch.cat([batch[2] for batch in SliceStage(training, "sagittal").batches(np.random.default_rng(0))])
        share = float((labels == 1).any(dim=1).float().mean())
        assert share == pytest.approx(recipe.slices.positive, abs=0.1)

    def test_a_study_is_judged_by_its_strongest_slice(self, task: KneeMri, data: DataSet, recipe: Recipe) -> None:
        training = make_training(task, data, recipe, torch.device("cpu"))
        stage = StudyStage(training, "axial", 0)
        images, owners, truth = next(iter(stage.batches(np.random.default_rng(0))))
        stage.network.eval()
        logits = stage.whole(images)
        strongest = torch.stack([logits[torch.from_numpy(owners == i)].amax(dim=0) for i in range(len(truth))])
        expected = torch.nn.functional.binary_cross_entropy_with_logits(strongest, truth)
        assert stage.loss((images, owners, truth))["studies"].item() == pytest.approx(expected.item(), rel=1e-4)

    @pytest.mark.parametrize("single", [False, True])
    def test_a_whole_run_leaves_a_card_and_can_be_evaluated(
        self, task: KneeMri, data: DataSet, recipe: Recipe, tmp_path: Path, single: bool
    ) -> None:
        training = make_training(task, data, replace(recipe, single_label=single), torch.device("cpu"))
        fit(training, tmp_path / "run", seed=1)
        studies = {f"{p}_{n}" for p in PLANES for n in task.names} if single else set(PLANES)
        assert {p.stem for p in (tmp_path / "run").glob("*.pt")} == studies | {f"{p}_slices" for p in PLANES}
        changes = training.card_changes()
        assert len(changes["network"]["groups"]) == (3 if single else 1)
        raw = {**task.card.raw, "fusion": changes["fusion"]}
        fitted = KneeMri(replace(training.task.card, raw=raw))
        evaluation = summarise(judge(fitted, training.network.eval(), data.split("test"), torch.device("cpu")))
        assert [row["sample"] for row in evaluation.predictions] == ["1", "5"]
        views = {row[0].removeprefix("narrow ResNet, ") for row in evaluation.tables[0].rows}
        assert views == {"multi-view", *(f"{plane} alone" for plane in PLANES)}
        assert 0 <= evaluation.metrics["AUC, acl_tear, three views"].value <= 1


class TestFusion:
    def test_weighs_the_plane_that_knows(self) -> None:
        random = np.random.default_rng(3)
        truth = random.random(300) < 0.4
        noise = random.standard_normal((300, 3))
        logits = np.column_stack([2.5 * truth + noise[:, 0], noise[:, 1], 0.5 * truth + noise[:, 2]])
        weights = logistic_regression(truth, logits)[:-1]
        assert weights[0] > weights[2] > abs(weights[1])

    def test_is_calibrated_and_finite_when_the_planes_separate_everything(self) -> None:
        truth = np.repeat([[True] * 3, [False] * 3], 20, axis=0)
        logits = np.where(truth[:, :, None], 8.0, -8.0) * np.ones((1, 1, 3))
        tables: Mapping[str, object] = fusion_tables(truth, logits, "validation")
        fusion = tables["fusion"]
        assert isinstance(fusion, dict)
        assert np.isfinite(fusion["weights"]).all()
        assert np.array(fusion["single"]).shape == (3, 3, 2)
        labels = tables["labels"]
        assert isinstance(labels, list)
        assert all(0.02 < entry["operating_point"] < 0.98 for entry in labels)

    def test_needs_both_answers_for_every_label(self) -> None:
        truth = np.array([[True, False, True], [False, False, False]])
        with pytest.raises(UserError, match="label 2 of 3"):
            fusion_tables(truth, np.zeros((2, 3, 3)), "validation")


class TestBackbones:
    """torchvision's networks in place of the narrow one."""

    def paper(self, backbone: str) -> Recipe:
        changes = [f"network.backbone={backbone}", "network.side=64", "network.spacing=1.8"]
        changes += [
            "studies.schedule.epochs=1",
            "studies.schedule.samples_per_epoch=2",
            "studies.schedule.batch_size=2",
        ]
        return build(Recipe, read_table("knee_mri", "knee_mri_irmakci", changes))

    def test_nine_networks_are_trained_and_set_beside_others(
        self, task: KneeMri, data: DataSet, tmp_path: Path
    ) -> None:
        torch.backends.mkldnn.enabled = True  # AlexNet is wide enough for it, and slow without
        training = make_training(task, data, self.paper("alexnet"), CPU)
        fit(training, tmp_path, seed=1)
        names = {f"{plane}_{label}" for plane in PLANES for label in task.names}
        assert {path.stem for path in tmp_path.glob("*.pt")} == names
        changes = training.card_changes()
        assert changes["labels"][0]["operating_point"] == 0.5
        assert len(changes["network"]["landmarks"]) == 9
        raw = {**task.card.raw, "fusion": changes["fusion"]}
        fitted = KneeMri(replace(training.task.card, raw=raw, saliency=()))
        judged = judge(fitted, training.network.eval(), data.split("test"), CPU)
        (table,) = compare({"one": judged, "two": judged}).tables
        assert table.rows[0][:2] == ("AlexNet (one), multi-view", "abnormal")
        assert [row[1] for row in table.rows] == [*task.names, "average", "average"] * 2
        assert table.rows[4][0].startswith("AlexNet (one), single view (")
        maps = saliency_tables(fitted, training.network, data.split("val")[:2], CPU)
        assert {entry["layer"] for entry in maps} <= {"2", "5", "11"}

    def test_published_weights_fit_every_network(self, task: KneeMri, data: DataSet, tmp_path: Path) -> None:
        for name in ("alexnet", "resnet18"):
            published = BACKBONES[name].build(weights=None)
            torch.save(published.state_dict(), tmp_path / "published.pth")
            training = make_training(task, data, self.paper(name), CPU)
            started = training.start_from(str(tmp_path / "published.pth"))
            assert not started.fresh
            first = next(published.parameters())
            for plane in PLANES:
                for classifier in training.network.plane(plane).classifiers:
                    torch.testing.assert_close(next(classifier.parameters()), first)

    def test_old_names_in_the_published_densenet(self) -> None:
        found = BACKBONES["densenet161"]
        inside = "denseblock1.denselayer1.norm1.weight"
        assert found.name_there(inside, published=True) == "features.denseblock1.denselayer1.norm.1.weight"
        assert found.name_there(inside, published=False) == f"features.{inside}"
        assert found.name_there("norm5.weight", published=True) == "features.norm5.weight"
        assert found.published == {"imagenet": "DenseNet161_Weights.IMAGENET1K_V1"}
