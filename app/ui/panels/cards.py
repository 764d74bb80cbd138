"""The model cards as the window shows them."""

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from app.ui.numbers import range_text
from app.ui.panels.parts import button, column, row
from imaging.errors import UserError
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
    return known.title if known else task


def label_of(task: str, name: str) -> str:
    """A label in a reader's words: "Tear of the anterior cruciate ligament"."""
    words = name.replace("_", " ")
    known = card(task)
    if known is not None and any(label.name == name for label in known.labels):
        words = known.label(name).meaning
    return words[:1].upper() + words[1:]


def is_phantom_trained(task: str) -> bool:
    """True when the model has seen phantoms only."""
    known = card(task)
    return bool(known and known.phantom)


def card_text(known: ModelCard) -> str:
    """A card as plain text: what it is for, how well it does, what it was made from."""
    use = known.intended_use
    age = f"{use.age_years[0]:g}–{use.age_years[1]:g} years" if use.age_years else "any age"
    kind = "Trained on phantoms only – not for patients" if known.phantom else "Trained on patients' images"
    lines = [
        known.title,
        f"{known.task} {known.version} · {kind}",
        "",
        "Intended use",
        f"  {use.summary}",
        f"  Modality: {', '.join(use.modality)}",
        f"  Body part: {', '.join(use.body_part)}",
        *([f"  View: {', '.join(use.view)}"] if use.view else []),
        f"  Age: {age}",
        *([f"  Not for: {use.not_for}"] if use.not_for else []),
        "",
        "Labels and operating points",
        *(f"  {label.meaning}: {_operating_point(label)}" for label in known.labels),
        "",
        "Performance, 95 % interval",
        *(
            [f"  {p.metric}: {p.value:.3g} ({range_text(p.low, p.high)}), {p.data}" for p in known.performance]
            or ["  not measured"]
        ),
        "",
        "Training",
        *([f"  {key.replace('_', ' ')}: {_flat(value)}" for key, value in known.training.items()] or ["  not said"]),
        "",
        "Heat maps",
        *(
            [f"  {m.name}: randomisation check {m.randomisation}. {m.pointing}".rstrip() for m in known.saliency]
            or ["  none"]
        ),
        "",
        "Weights",
        f"  {known.weights.licence}; {known.weights.obtained}; SHA-256 {known.weights.sha256}"
        if known.weights
        else "  none shipped",
        "",
        f"Reference: {known.reference}",
    ]
    return "\n".join(lines)


def _operating_point(label: Label) -> str:
    if label.scale != "probability":
        return f"a {label.scale}, without operating point"
    return f"positive from {label.operating_point:.2f} ({label.operating_point_reason})"


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
        self.setWindowTitle("Model card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 560)
        known = [c for c in map(card, tasks or task_ids()) if c is not None]
        self.browser = QTextBrowser()
        self.browser.setPlainText(("\n\n" + "─" * 40 + "\n\n").join(card_text(c) for c in known) or "There is no card.")
        close = button("Close")
        close.clicked.connect(self.close)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = column(self)
        layout.addWidget(self.browser, 1)
        layout.addLayout(foot)
