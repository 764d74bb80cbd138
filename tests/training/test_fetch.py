"""Fetching a data set from a server on loopback that behaves as badly as servers do."""

import errno
import hashlib
import io
import json
import re
import stat
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from imaging.errors import UserError
from main import main
from tests.training.layouts import write_oai_kl
from training import data_cli
from training.fetch import transfer as transfer_module
from training.fetch.catalogue import PublicFile, PublicSet, find_set, read_catalogue
from training.fetch.fetch import ATTRIBUTION, fetch
from training.fetch.transfer import size_of, transfer
from training.fetch.unpack import unpack

CONTENT = bytes(range(256)) * 4096  # a mebibyte
SUM = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves `content` and misbehaves as told.

    Attributes
    ----------
    cuts : list of int
        Each request sends at most this many bytes and then hangs up, while the list lasts.
    ranges : bool
        False ignores Range, as some servers do.
    status : int
        Answer everything with this error instead.
    asked : list of str
        The Range header of every GET, "" without one.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.tag = CONTENT, '"v1"'
        self.cuts: list[int] = []
        self.ranges, self.status = True, 0
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/set.zip"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server

    def log_message(self, *_: object) -> None:
        """Quietly."""

    def do_HEAD(self) -> None:
        """Size only."""
        self._head(self.server.status or 200, len(self.server.content))

    def do_GET(self) -> None:
        """Content, whole or in part."""
        wanted = self.headers.get("Range", "")
        self.server.asked.append(wanted)
        if self.server.status:
            self._head(self.server.status, 0)
            return
        content, start = self.server.content, 0
        unchanged = self.headers.get("If-Range", self.server.tag) == self.server.tag
        if wanted and self.server.ranges and unchanged:
            start = int(re.findall(r"\d+", wanted)[0])
            if start >= len(content):
                self._head(416, 0)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content) - start))
        self.send_header("ETag", self.server.tag)
        self.end_headers()
        end = start + self.server.cuts.pop(0) if self.server.cuts else len(content)
        self.wfile.write(content[start:end])
        self.close_connection = True

    def _head(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer_module, "PAUSE", 0.0)
    monkeypatch.setattr(transfer_module, "PATIENCE", 5.0)


class TestTransfer:
    def test_brings_the_file_whole_and_leaves_nothing_else(self, server: Server, tmp_path: Path) -> None:
        seen: list[tuple[int, int | None]] = []
        arrived = transfer(server.url, tmp_path / "set.zip", SUM, lambda *now: seen.append(now))
        assert (arrived.size, arrived.sha256) == (len(CONTENT), SUM)
        assert (tmp_path / "set.zip").read_bytes() == CONTENT
        assert [path.name for path in tmp_path.iterdir()] == ["set.zip"]
        assert seen[-1] == (len(CONTENT), len(CONTENT))
        assert size_of(server.url) == len(CONTENT)

    def test_goes_on_where_it_was_cut(self, server: Server, tmp_path: Path) -> None:
        server.cuts = [100_000, 200_000, 1]
        transfer(server.url, tmp_path / "set.zip", SUM)
        assert server.asked == ["", "bytes=100000-", "bytes=300000-", "bytes=300001-"]
        assert (tmp_path / "set.zip").read_bytes() == CONTENT

    def test_starts_over_where_range_is_ignored(self, server: Server, tmp_path: Path) -> None:
        server.ranges, server.cuts = False, [100_000]
        transfer(server.url, tmp_path / "set.zip", SUM)
        assert server.asked == ["", "bytes=100000-"]
        assert (tmp_path / "set.zip").read_bytes() == CONTENT

    def test_starts_over_when_the_file_has_changed_meanwhile(self, server: Server, tmp_path: Path) -> None:
        server.cuts = [1000] + [0] * 6
        with pytest.raises(UserError, match="keeps breaking off"):
            transfer(server.url, tmp_path / "set.zip")
        server.content, server.tag = CONTENT[::-1], '"v2"'
        transfer(server.url, tmp_path / "set.zip")
        assert (tmp_path / "set.zip").read_bytes() == CONTENT[::-1]

    def test_a_part_longer_than_the_file_is_thrown_away(self, server: Server, tmp_path: Path) -> None:
        (tmp_path / "set.zip.part").write_bytes(CONTENT + b"more")
        transfer(server.url, tmp_path / "set.zip", SUM)
        assert server.asked == [f"bytes={len(CONTENT) + 4}-", ""]

    def test_gives_up_after_cuts_in_a_row_and_keeps_the_part(self, server: Server, tmp_path: Path) -> None:
        server.cuts = [5000] + [0] * 20
        with pytest.raises(UserError, match=r"keeps breaking off; 5,000 bytes are kept"):
            transfer(server.url, tmp_path / "set.zip")
        assert (tmp_path / "set.zip.part").stat().st_size == 5000
        server.cuts = []
        transfer(server.url, tmp_path / "set.zip", SUM)
        assert server.asked[-1] == "bytes=5000-"

    def test_wrong_bytes_are_deleted_and_named(self, server: Server, tmp_path: Path) -> None:
        server.content = b"x" + CONTENT[1:]
        with pytest.raises(UserError, match="is not what was expected"):
            transfer(server.url, tmp_path / "set.zip", SUM)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(("status", "words"), [(404, r"is not there \(404\)"), (403, r"may not be had \(403\)")])
    def test_what_the_server_refuses_is_said_at_once(
        self, server: Server, tmp_path: Path, status: int, words: str
    ) -> None:
        server.status = status
        for ask in (lambda: transfer(server.url, tmp_path / "set.zip"), lambda: size_of(server.url)):
            with pytest.raises(UserError, match=words):
                ask()
        assert len(server.asked) == 1

    def test_a_busy_server_is_asked_again(self, server: Server, tmp_path: Path) -> None:
        server.status = 503
        with pytest.raises(UserError, match="keeps breaking off"):
            transfer(server.url, tmp_path / "set.zip")
        assert len(server.asked) == transfer_module.ATTEMPTS

    def test_nobody_there(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="cannot be reached"):
            size_of("http://127.0.0.1:9/set.zip")

    def test_a_disk_that_is_full_from_the_start(
        self, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transfer_module.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))
        with pytest.raises(UserError, match="is full; 0 bytes are kept"):
            transfer(server.url, tmp_path / "set.zip")

    def test_a_disk_that_fills_up_keeps_the_part(
        self, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transfer_module, "CHUNK", 1 << 16)

        def fill(have: int, _total: int | None) -> None:
            if have > 500_000:
                raise OSError(errno.ENOSPC, "No space left on device")

        with pytest.raises(UserError, match="Free some space"):
            transfer(server.url, tmp_path / "set.zip", SUM, fill)
        assert (tmp_path / "set.zip.part").stat().st_size > 500_000
        transfer(server.url, tmp_path / "set.zip", SUM)
        assert server.asked[-1].startswith("bytes=")


def zipped(files: dict[str, bytes], link: str = "") -> bytes:
    """A zip in memory; `link` is a member that says it is a symbolic link."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            if name == link:
                member.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(member, content)
    return memory.getvalue()


class TestUnpack:
    def test_archives_inside_are_unpacked_too(self, tmp_path: Path) -> None:
        inner = zipped({"a/1.txt": b"one"})
        (tmp_path / "set.zip").write_bytes(zipped({"readme.txt": b"hello", "more.zip": inner, "__MACOSX/x": b"no"}))
        assert unpack(tmp_path / "set.zip", tmp_path / "set") == 2
        assert (tmp_path / "set" / "more" / "a" / "1.txt").read_bytes() == b"one"

    @pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "a/../../evil.txt", "C:\\evil.txt", "..\\evil.txt"])
    def test_nothing_leaves_the_folder(self, tmp_path: Path, name: str) -> None:
        archive = tmp_path / "in" / "set.zip"
        archive.parent.mkdir()
        archive.write_bytes(zipped({"good.txt": b"1", name: b"2"}))
        with pytest.raises(UserError, match="outside its folder"):
            unpack(archive, tmp_path / "in" / "set")
        assert [path.name for path in tmp_path.rglob("*")] == ["in", "set.zip"]

    def test_links_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "set.zip").write_bytes(zipped({"link": b"/etc/passwd"}, link="link"))
        with pytest.raises(UserError, match="outside its folder"):
            unpack(tmp_path / "set.zip", tmp_path / "set")

    def test_a_trap_is_refused_before_it_is_written(self, tmp_path: Path) -> None:
        (tmp_path / "set.zip").write_bytes(zipped({"zeros": bytes(20_000_000)}))
        with pytest.raises(UserError, match="would unpack to more"):
            unpack(tmp_path / "set.zip", tmp_path / "set")
        (tmp_path / "big.zip").write_bytes(zipped({"noise": CONTENT}))
        with pytest.raises(UserError, match="would unpack to more"):
            unpack(tmp_path / "big.zip", tmp_path / "set", most=1000)

    def test_a_damaged_archive_leaves_nothing(self, tmp_path: Path) -> None:
        content = bytearray(zipped({"a.txt": bytes(range(256)) * 40}))
        content[60] ^= 0xFF
        (tmp_path / "set.zip").write_bytes(bytes(content))
        with pytest.raises(UserError, match="is damaged"):
            unpack(tmp_path / "set.zip", tmp_path / "set")
        assert [path.name for path in tmp_path.iterdir()] == ["set.zip"]


class TestFetch:
    @pytest.fixture
    def entry(self, server: Server, tmp_path: Path) -> PublicSet:
        """Knees by grade in a zip, and a table."""
        knees = write_oai_kl(tmp_path / "source" / "Knees" / "kl", per_grade=1)
        files = {str(p.relative_to(tmp_path / "source")): p.read_bytes() for p in knees.rglob("*.png")}
        server.content = zipped(files)
        return PublicSet(
            name="knees",
            title="Small knees",
            page="https://example.org/knees",
            tasks=("knee_kl_grade",),
            files=(PublicFile(server.url, "knees.zip", unpack=True),),
            licence="CC BY 4.0",
            attribution="Nobody, 2026",
        )

    def test_the_first_sum_is_kept_and_later_downloads_must_have_it(
        self, server: Server, entry: PublicSet, tmp_path: Path
    ) -> None:
        said: list[str] = []
        lock = tmp_path / "state" / "fetched.json"
        fetch(entry, tmp_path / "one", lock, None, said.append)
        assert json.loads(lock.read_text()) == {server.url: hashlib.sha256(server.content).hexdigest()}
        assert any("No checksum is published" in sentence for sentence in said)
        assert "Nobody, 2026" in (tmp_path / "one" / ATTRIBUTION).read_text()
        fetch(entry, tmp_path / "two", lock, None, said.append)
        assert "as at the first download" in said[-3]
        server.content = zipped({"other.txt": b"changed"})
        with pytest.raises(UserError, match="is not what was expected"):
            fetch(entry, tmp_path / "three", lock, None, said.append)

    def test_what_is_there_is_not_fetched_again(self, server: Server, entry: PublicSet, tmp_path: Path) -> None:
        said: list[str] = []
        for _ in range(2):
            fetch(entry, tmp_path / "out", tmp_path / "lock.json", None, said.append)
        assert len(server.asked) == 1
        assert said[-1] == "knees.zip is here already."

    def test_an_archive_whose_unpacking_was_stopped_is_not_fetched_again(
        self, server: Server, entry: PublicSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        lock, said = tmp_path / "lock.json", list[str]()
        with monkeypatch.context() as patch:
            patch.setattr("training.fetch.fetch.unpack", stop)
            with pytest.raises(KeyboardInterrupt):
                fetch(entry, tmp_path / "out", lock, None, said.append)
        fetch(entry, tmp_path / "out", lock, None, said.append)
        assert len(server.asked) == 1
        assert said[-1].startswith("knees.zip: 30 files")

    def test_the_command_shows_the_licence_and_says_how_to_train(
        self,
        entry: PublicSet,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv("OVERREAD_STATE", str(tmp_path / "state"))
        monkeypatch.setattr(data_cli, "read_catalogue", lambda: {"knees": entry})
        out = tmp_path / "out"
        assert main(["data", "fetch", "knees", "--out", str(out)]) == 1
        assert "Say --yes" in capsys.readouterr().err
        assert main(["data", "fetch", "knees", "--out", str(out), "--yes"]) == 0
        words = capsys.readouterr().err
        assert "Licence: CC BY 4.0" in words
        assert f"overread train knee_kl_grade --data {out / 'Knees' / 'kl'}" in words

    def test_ctrl_c_says_that_it_goes_on(
        self,
        entry: PublicSet,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setenv("OVERREAD_STATE", str(tmp_path / "state"))
        monkeypatch.setattr(data_cli, "read_catalogue", lambda: {"knees": entry})
        monkeypatch.setattr(data_cli.Meter, "show", stop)
        assert main(["data", "fetch", "knees", "--out", str(tmp_path / "out"), "--yes"]) == 1
        assert "the same command goes on from there" in capsys.readouterr().err
        assert (tmp_path / "out" / "knees.zip.part").exists()


class TestCatalogue:
    def test_every_open_set_has_licence_attribution_and_what_was_checked(self) -> None:
        catalogue = read_catalogue()
        assert {"fracatlas", "spider", "knee_kl"} <= {name for name, entry in catalogue.items() if entry.files}
        for entry in catalogue.values():
            assert entry.page.startswith("https://")
            assert (
                entry.terms
                if not entry.files
                else entry.licence.startswith("CC") and entry.attribution and entry.checked
            )
            assert all(file.url.startswith("https://") for file in entry.files)
            assert all(len(file.sha256) in (0, 64) for file in entry.files)

    def test_others_are_refused_with_the_place_where_they_can_be_had(self) -> None:
        with pytest.raises(UserError, match=r"mrnet cannot be fetched: .*stanfordmlgroup"):
            find_set("mrnet", read_catalogue())
        with pytest.raises(UserError, match="There are fracatlas, knee_kl, spider"):
            find_set("elephants", read_catalogue())

    def test_the_list_names_them_all(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["data", "list"]) == 0
        words = capsys.readouterr().out
        assert all(name in words for name in read_catalogue())
        assert "not fetched: Stanford" in words
