"""The model cards as the window shows them."""

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from app.ui.language import say, tr
from app.ui.numbers import range_text
from app.ui.panels.parts import button, column, row
from app.ui.terms import term
from imaging.errors import UserError
from imaging.words import Words
from inference.card import Label, ModelCard
from inference.registry import card_of, task_ids


@lru_cache(maxsize=32)
def card(task: str) -> ModelCard | None:
    """The bundled card of a task, read once; None when it is missing."""
    try:
        return card_of(task)
    except UserError:
        return None


def title_of(task: str) -> str:
    """The card's title, else the task's id."""
    known = card(task)
    return say(Words(known.title)) if known else task


def label_of(task: str, name: str) -> str:
    """A label in a reader's words: "Tear of the anterior cruciate ligament"."""
    words = term(name)
    known = card(task)
    if known is not None and any(label.name == name for label in known.labels):
        words = say(Words(known.label(name).meaning))
    return words[:1].upper() + words[1:]


def is_phantom_trained(task: str) -> bool:
    """True when the model has seen phantoms only."""
    known = card(task)
    return bool(known and known.phantom)


def card_text(known: ModelCard) -> str:
    """A card as plain text: what it is for, how well it does, what it was made from."""
    use = known.intended_use
    age = tr("{low:g}–{high:g} years", low=use.age_years[0], high=use.age_years[1]) if use.age_years else tr("any age")
    kind = tr("Trained on phantoms only – not for patients") if known.phantom else tr("Trained on patients' images")
    lines = [
        known.title,
        f"{known.task} {known.version} · {kind}",
        "",
        tr("Intended use"),
        f"  {use.summary}",
        tr("  Modality: {modality}", modality=", ".join(use.modality)),
        tr("  Body part: {body_part}", body_part=", ".join(use.body_part)),
        *([tr("  View: {view}", view=", ".join(use.view))] if use.view else []),
        tr("  Age: {age}", age=age),
        *([tr("  Not for: {not_for}", not_for=use.not_for)] if use.not_for else []),
        "",
        tr("Labels and operating points"),
        *(f"  {label.meaning}: {_operating_point(label)}" for label in known.labels),
        "",
        tr("Performance, 95 % interval"),
        *(
            [f"  {p.metric}: {p.value:.3g} ({range_text(p.low, p.high)}), {p.data}" for p in known.performance]
            or [tr("  not measured")]
        ),
        "",
        tr("Training"),
        *(
            [f"  {key.replace('_', ' ')}: {_flat(value)}" for key, value in known.training.items()]
            or [tr("  not said")]
        ),
        "",
        tr("Heat maps"),
        *(
            [
                tr(
                    "  {name}: randomisation check {randomisation}. {pointing}",
                    name=m.name,
                    randomisation=m.randomisation,
                    pointing=m.pointing,
                ).rstrip()
                for m in known.saliency
            ]
            or [tr("  none")]
        ),
        "",
        tr("Images that it notices as unlike those it learned from"),
        *([f"  {line}" for line in _noticed(known)] or [tr("  not tried")]),
        "",
        tr("Weights"),
        tr(
            "  {licence}; {obtained}; SHA-256 {sha256}",
            licence=known.weights.licence,
            obtained=known.weights.obtained,
            sha256=known.weights.sha256,
        )
        if known.weights
        else tr("  none shipped"),
        "",
        tr("Reference: {reference}", reference=known.reference),
    ]
    return "\n".join(lines)


def _operating_point(label: Label) -> str:
    if label.scale != "probability":
        return tr("a {scale}, without operating point", scale=label.scale)
    return tr("positive from {cut:.2f} ({reason})", cut=label.operating_point, reason=label.operating_point_reason)


def _noticed(known: ModelCard) -> list[str]:
    return [
        tr(
            "{images}: {uncommon:.0%} uncommon, {off_label:.0%} off label (of {n})",
            images=entry["images"],
            uncommon=entry["uncommon"],
            off_label=entry["off_label"],
            n=entry["n"],
        )
        for entry in known.raw.get("likeness", {}).get("tried", ())
    ]


def _flat(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_flat(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k} {_flat(v)}" for k, v in value.items())
    return str(value)


class CardDialog(QDialog):
    """Shows one or several cards; does not hold up the read."""

    def __init__(self, tasks: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Model card"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 560)
        known = [c for c in map(card, tasks or task_ids()) if c is not None]
        self.browser = QTextBrowser()
        self.browser.setPlainText(
            ("\n\n" + "─" * 40 + "\n\n").join(card_text(c) for c in known) or tr("There is no card.")
        )
        close = button(tr("Close"))
        close.clicked.connect(self.close)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = column(self)
        layout.addWidget(self.browser, 1)
        layout.addLayout(foot)
