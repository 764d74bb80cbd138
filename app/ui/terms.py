"""Values that the rooms below name with one word, as the reader sees them."""

from app.ui.language import say
from imaging.words import Words

TERMS = (
    Words("sagittal"),
    Words("coronal"),
    Words("axial"),
    Words("oblique"),
    Words("mean"),
    Words("MIP"),
    Words("minIP"),
    Words("unread"),
    Words("begun"),
    Words("locked"),
    Words("signed"),
    Words("echo time"),
    Words("repetition time"),
    Words("inversion time"),
    Words("flip angle"),
    Words("b value"),
    Words("trigger time"),
    Words("temporal position"),
    Words("cardiac phase"),
    Words("modality"),
    Words("body part"),
    Words("view"),
    Words("age"),
    Words("origin"),
    Words("likeness"),
    Words("match"),
    Words("cannot tell"),
    Words("mismatch"),
    Words("positive"),
    Words("negative"),
    Words("info"),
    Words("warning"),
    Words("error"),
)
"""What `term` may be asked for, beside the labels of the models' cards: the catalogues know them from here."""


def term(value: str) -> str:
    """A value of an enumeration, or a label's name, in the language of the window: ``"acl_tear"`` → "ACL tear"."""
    return say(Words(value.replace("_", " ")))
