"""What waits for the server is said once, and once more when it is delivered."""

from typing import Any

from pytestqt.qtbot import QtBot

from app.session.delivery import DELIVERED, Delivery
from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper


class Waiting:
    """Stands in for a delivering store: so many events wait."""

    def __init__(self) -> None:
        self.count = 0

    def deliver(self) -> int:
        return self.count

    def close(self) -> None:
        pass


def test_the_reader_is_told_when_something_waits_and_when_it_is_gone(qtbot: QtBot) -> None:
    store, said = Waiting(), []
    keeper = RecordKeeper(lambda: store)
    delivery = Delivery(keeper, every_ms=20)

    def note(notice: Notice) -> None:
        said.append(notice)

    def heard(count: int) -> Any:
        return lambda: len(said) == count

    delivery.noticed.connect(note)
    qtbot.wait(80)
    assert said == []
    store.count = 3
    qtbot.waitUntil(heard(1))
    qtbot.wait(80)
    assert [notice.level for notice in said] == [NoticeLevel.WARNING]
    assert "3 steps" in said[0].sentence
    store.count = 0
    qtbot.waitUntil(heard(2))
    assert said[1].sentence == DELIVERED
    delivery.deleteLater()
    keeper.close()
