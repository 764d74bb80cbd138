"""Garbage is collected in the main thread, whoever made it."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.session.collecting import Collector, collect_due
from inference.quiet_import import quietly


@pytest.fixture
def collector() -> Iterator[QObject]:
    """An owner of a collector; afterwards collecting is as it was."""
    owner, was_on = QObject(), gc.isenabled()
    gc.enable()
    Collector(owner)
    yield owner
    gc.unfreeze()
    (gc.enable if was_on else gc.disable)()


def test_what_a_worker_leaves_is_taken_apart_in_the_main_thread(collector: QObject, qtbot: QtBot) -> None:
    taken_apart: list[threading.Thread] = []

    class Cycle:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            taken_apart.append(threading.current_thread())

    made = 5 * gc.get_threshold()[0]

    def work() -> None:
        for _ in range(made):
            Cycle()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert taken_apart == []
    qtbot.waitUntil(lambda: len(taken_apart) == made)
    assert set(taken_apart) == {threading.main_thread()}


def test_nothing_is_collected_while_something_large_is_imported(collector: QObject) -> None:
    def one_more_than_due() -> list[list[object]]:
        return [[] for _ in range(gc.get_threshold()[0] + 1)]

    with quietly():
        kept = one_more_than_due()
        before = gc.get_count()[0]
        collect_due()
        assert gc.get_count()[0] >= before
    kept += one_more_than_due()
    collect_due()
    assert gc.get_count()[0] < before
