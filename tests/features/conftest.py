"""What the sentences of the features share."""

from tests.app.reading.conftest import clock

__all__ = ["clock"]
