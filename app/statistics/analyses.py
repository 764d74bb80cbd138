"""The analyses of `overread stats`, from parsed arguments to documents."""

import argparse
from itertools import combinations

import numpy as np

from app.statistics import documents as show
from app.statistics.contrasts import noninferiority
from app.statistics.dbm import dorfman_berbaum_metz
from app.statistics.diagnostic import Estimate, auc_delong
from app.statistics.documents import Document, Table
from app.statistics.figures import ReaderFigures, auc_figures, share_figures
from app.statistics.froc_figures import froc_figures
from app.statistics.multiplicity import benjamini_hochberg
from app.statistics.multireader import model_against_readers, obuchowski_rockette
from app.statistics.paired import AreaDifference, delong_paired
from app.statistics.power import Pilot, cases_needed
from app.statistics.rating_files import read_froc, read_ratings
from app.statistics.ratings import Ratings
from app.statistics.ustatistic import u_statistics
from imaging.errors import UserError

PLANNED_READERS = (3, 4, 5, 6, 8, 10, 12, 15, 20)
"""Numbers of readers for which `--plan` looks for a number of cases."""


def roc(args: argparse.Namespace) -> Document:
    """Area of every reader in every modality on the cases read, and paired differences on the cases read in both."""
    ratings = chosen_ratings(args)
    areas, pairs = [], []
    for j, reader in enumerate(ratings.readers):
        for i, modality in enumerate(ratings.modalities):
            read = ~np.isnan(ratings.scores[i, j])
            area = auc_delong(ratings.truth[read], ratings.scores[i, j, read], args.confidence)
            areas.append((reader, modality, area))
        for i, k in combinations(range(len(ratings.modalities)), 2):
            both = ~np.isnan(ratings.scores[[i, k], j]).any(axis=0)
            found = delong_paired(
                ratings.truth[both], ratings.scores[i, j, both], ratings.scores[k, j, both], args.confidence
            )
            pairs.append((reader, ratings.modalities[i], ratings.modalities[k], found))
    q = benjamini_hochberg([found.test.p for *_, found in pairs])
    document = Document(
        {
            **show.study_head(ratings),
            "delong_per_reader": _delong_per_reader(areas, pairs),
            "areas": [{"reader": r, "modality": m, "auc": area} for r, m, area in areas],
            "differences": [
                {
                    "reader": r,
                    "first": first,
                    "second": second,
                    "difference": found.difference,
                    "z": found.test.statistic,
                    "p": found.test.p,
                    "q": float(own_q),
                    "reason": found.test.reason,
                }
                for (r, first, second, found), own_q in zip(pairs, q, strict=True)
            ],
        },
        [show.head_table(ratings)],
    )
    rows = [(r, m, show.interval(area), str(area.n), area.reason) for r, m, area in areas]
    header = ("reader", "modality", "AUC (DeLong)", "cases", "")
    document.tables.append(Table("Areas; higher ratings are more suspicious, never flipped", header, rows))
    if pairs:
        lines = [
            (
                r,
                f"{first} − {second}",
                show.interval(found.difference),
                show.number(found.test.statistic, 3),
                show.p_value(found.test.p),
                show.p_value(float(own_q)),
            )
            for (r, first, second, found), own_q in zip(pairs, q, strict=True)
        ]
        columns = ("reader", "difference", "value", "z", "p", "q (Benjamini–Hochberg)")
        document.tables.append(Table("Paired differences on the cases read in both (DeLong)", columns, lines))
    return document


def mrmc(args: argparse.Namespace) -> Document:
    """Compare modalities over readers and cases."""
    ratings = chosen_ratings(args)
    if args.method == "ustat":
        return _u_statistic(args, ratings)
    if args.model:
        ratings = _model_everywhere(ratings, args.model)
    whole = _crossed(ratings, args.complete_cases)
    figures = _figures(args, whole)
    people = _without(figures, args.model) if args.model else figures
    if args.method == "dbm":
        dbm_study = dorfman_berbaum_metz(people, args.random, args.confidence)
        document, differences = show.dbm_document(dbm_study), dbm_study.differences
    else:
        or_study = obuchowski_rockette(people, args.random, args.confidence)
        document, differences = show.or_document(or_study), or_study.differences
    document.json = {
        "method": args.method,
        "covariance": people.method,
        "figure": people.name,
        **show.study_head(whole),
        "left_out_cases": len(ratings.cases) - len(whole.cases),
        "values": people.values,
        **document.json,
    }
    document.tables.insert(0, show.head_table(whole))
    if len(whole.cases) < len(ratings.cases):
        left_out = f"{len(ratings.cases) - len(whole.cases)} cases that not everybody read are left out"
        document.tables.insert(1, Table("Complete cases only", (), (), (left_out,)))
    if args.model:
        against = [
            model_against_readers(figures, modality, args.model, args.confidence, args.random)
            for modality in figures.modalities
        ]
        document.json["model_alone"] = [show.against_json(result) for result in against]
        document.tables.append(show.against_table(against))
    if args.margin is not None:
        if not args.new:
            raise UserError("--margin needs --new: the modality that should not be inferior.")
        tests = [
            noninferiority(d, args.new, args.margin, args.confidence)
            for d in differences
            if args.new in (d.first, d.second)
        ]
        if not tests:
            raise UserError(f"There is no modality {args.new}: the study has {', '.join(people.modalities)}.")
        document.json["noninferiority"] = [show.noninferiority_json(test) for test in tests]
        document.tables.append(show.noninferiority_table(tests))
    if args.plan is not None:
        pilot = Pilot.from_or(obuchowski_rockette(people))
        plans = [
            (readers, cases_needed(pilot, args.plan, readers, power=args.power, random=args.random, margin=args.margin))
            for readers in PLANNED_READERS
        ]
        document.json["plan"] = {"effect": args.plan, "margin": args.margin, "sizes": show.plan_json(plans)}
        document.tables.append(show.plan_table(plans, args.plan, args.power, args.margin))
    return document


def froc(args: argparse.Namespace) -> Document:
    """Figures of merit of marks, each with its test."""
    study = read_froc(args.files)
    document = Document(
        {
            "modalities": list(study.modalities),
            "readers": list(study.readers),
            "diseased": int(study.diseased.sum()),
            "healthy": int((~study.diseased).sum()),
            "lesions": int(study.lesion_case.size),
            "method": args.method,
            "fom": {},
            args.method: {},
        }
    )
    for name in args.fom:
        figures = froc_figures(study, name)
        if args.modalities:
            figures = _of(figures, tuple(args.modalities))
        if args.method == "dbm":
            part = show.dbm_document(dorfman_berbaum_metz(figures, args.random, args.confidence))
        else:
            part = show.or_document(obuchowski_rockette(figures, args.random, args.confidence))
        document.json["modalities"] = list(figures.modalities)
        document.json["fom"][name] = figures.values
        document.json[args.method][name] = part.json
        document.tables += part.tables
    return document


def _delong_per_reader(
    areas: list[tuple[str, str, Estimate]], pairs: list[tuple[str, str, str, AreaDifference]]
) -> dict[str, dict[str, object]]:
    """Reader → auc_<modality>, ci_<modality> (low, area, high), and z and p where there is one pair of modalities."""
    found: dict[str, dict[str, object]] = {}
    for reader, modality, area in areas:
        own = found.setdefault(reader, {})
        own[f"auc_{modality}"], own[f"ci_{modality}"] = area.value, [area.low, area.value, area.high]
    for reader, _, _, difference in pairs if len(pairs) == len(found) else ():
        found[reader] |= {"z": difference.test.statistic, "p": difference.test.p}
    return found


def chosen_ratings(args: argparse.Namespace, binary: bool = False, needs_truth: bool = True) -> Ratings:
    """The ratings in the files, of the modalities asked for."""
    ratings = read_ratings(args.files, binary, needs_truth)
    return ratings.select(args.modalities) if args.modalities else ratings


def _crossed(ratings: Ratings, complete_cases: bool) -> Ratings:
    if ratings.complete:
        return ratings
    if complete_cases:
        return ratings.complete_cases()
    gaps = ratings.missing()
    raise UserError(
        f"{sum(gap.missing for gap in gaps)} reads are missing, in {len(gaps)} of "
        f"{len(ratings.modalities) * len(ratings.readers)} combinations of modality and reader; this method needs all. "
        "Use --method ustat, or --complete-cases to leave out cases that not everybody read."
    )


def _figures(args: argparse.Namespace, ratings: Ratings) -> ReaderFigures:
    if args.figure == "auc":
        covariance = "jackknife" if args.method == "dbm" else args.covariance
        return auc_figures(ratings, covariance)
    if args.covariance != "jackknife":
        raise UserError("A sensitivity or specificity has the jackknife's covariance only.")
    return share_figures(ratings, args.figure == "sensitivity", args.cut)


def _model_everywhere(ratings: Ratings, model: str) -> Ratings:
    """The study with the model beside the readers in each of their modalities.

    A model that reads alone, in a modality of its own, says the same whatever the readers see: its ratings stand
    beside each modality. One that has ratings in the readers' modalities keeps them.
    """
    if model not in ratings.readers:
        raise UserError(f"There is no reader {model}: the study has {', '.join(ratings.readers)}.")
    position = ratings.readers.index(model)
    others = [j for j in range(len(ratings.readers)) if j != position]
    read = np.asarray(~np.isnan(ratings.scores).all(axis=2))
    of_people = np.flatnonzero(read[:, others].any(axis=1))
    of_model = np.flatnonzero(read[:, position])
    scores = ratings.scores[of_people].copy()
    if of_model.size == 1:
        scores[:, position] = ratings.scores[of_model[0], position]
    names = tuple(ratings.modalities[i] for i in of_people)
    return Ratings(names, ratings.readers, ratings.cases, ratings.truth, scores)


def _without(figures: ReaderFigures, model: str) -> ReaderFigures:
    kept = [j for j, reader in enumerate(figures.readers) if reader != model]
    at = [i * len(figures.readers) + j for i in range(len(figures.modalities)) for j in kept]
    return ReaderFigures(
        figures.name,
        figures.modalities,
        tuple(figures.readers[j] for j in kept),
        figures.values[:, kept],
        figures.covariance[np.ix_(at, at)],
        figures.method,
        figures.units,
        None if figures.left_out is None else figures.left_out[:, kept],
        figures.upper,
    )


def _of(figures: ReaderFigures, modalities: tuple[str, ...]) -> ReaderFigures:
    for name in modalities:
        if name not in figures.modalities:
            raise UserError(f"There is no modality {name}: the study has {', '.join(figures.modalities)}.")
    return figures.of(modalities)


def _u_statistic(args: argparse.Namespace, ratings: Ratings) -> Document:
    if args.figure != "auc" or args.random != "readers+cases" or args.model or (args.margin, args.plan) != (None, None):
        raise UserError(
            "The U-statistic is for areas with readers and cases random, without --model, --margin, --plan."
        )
    document = show.ustat_document(u_statistics(ratings, args.confidence))
    document.json = {"method": "ustat", **show.study_head(ratings), **document.json}
    document.tables.insert(0, show.head_table(ratings))
    return document
