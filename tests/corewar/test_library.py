"""The library of warriors, and those in a user's folder."""

import pytest

from spenvs.corewar import RedcodeError, library
from spenvs.corewar.machine import Settings
from spenvs.registry import UnknownName

DWARF = ";redcode-94\n;name Tiny\n\tADD #4, 3\n\tMOV 2, @2\n\tJMP -2\n\tDAT 0, 0\n"


def test_names_are_in_order_and_load():
    assert list(library.NAMES) == sorted(library.NAMES)
    assert library.load("imp").name == "Imp"
    assert library.source("imp").startswith(";redcode-94\n;name Imp\n")


def test_an_unknown_name_gives_the_nearest():
    with pytest.raises(UnknownName, match="there is no warrior 'imps'; did you mean imp"):
        library.load("imps")


def test_a_warrior_for_another_core_says_so():
    with pytest.raises(RedcodeError, match="CORESIZE == 8000"):
        library.load("silk", Settings(core_size=800, max_length=20, min_distance=20))


def test_the_hold_out_leaves_enough_to_train_against():
    assert set(library.HOLD_OUT) < set(library.NAMES)
    assert len(set(library.HOLD_OUT)) == len(library.HOLD_OUT) >= 8
    assert {"imp", "dwarf"} <= set(library.NAMES) - set(library.HOLD_OUT)


def test_a_folder_gives_warriors_and_reasons(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "good.red").write_text(DWARF)
    (tmp_path / "dos.RED").write_bytes(DWARF.replace("\n", "\r\n").encode() + b"\x1a\0\0")
    (tmp_path / "deep" / "good.red").write_bytes(DWARF.replace("Tiny", "Z\xfcrich").encode("latin-1"))
    (tmp_path / "broken.red").write_text("MOV 0, nowhere\n")
    (tmp_path / "noise.red").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "notes.txt").write_text("no warrior")
    (tmp_path / "folder.red").mkdir()
    (tmp_path / "gone.red").symlink_to(tmp_path / "nowhere")
    warriors, reasons = library.load_folder(tmp_path)
    assert set(warriors) == {"good", "dos", "deep/good"}
    assert set(reasons) == {"broken", "noise", "gone"}
    assert reasons["gone"] == "No such file or directory"
    assert len(warriors["dos"]) == 4
    assert (warriors["dos"].code == warriors["good"].code).all()
    assert warriors["deep/good"].name == "Zürich"
    assert reasons["broken"] == "line 1, column 8: 'nowhere' is not defined"
    assert "\n" not in reasons["noise"]


def test_files_that_differ_in_the_suffix_only_keep_apart(tmp_path):
    (tmp_path / "a.red").write_text(DWARF)
    (tmp_path / "a.RED").write_text(DWARF)
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system takes both names for one")
    assert set(library.load_folder(tmp_path)[0]) == {"a", "a.red"}


def test_the_settings_hold_for_a_folder(tmp_path):
    (tmp_path / "long.red").write_text("NOP 0\n" * 30)
    tiny = Settings(core_size=800, max_length=20, min_distance=20)
    assert list(library.load_folder(tmp_path)[0]) == ["long"]
    assert list(library.load_folder(tmp_path, tiny)[1]) == ["long"]


def test_a_missing_or_empty_folder_is_told(tmp_path):
    with pytest.raises(ValueError, match=r"there is no folder .*nowhere: expected one that holds \.red files"):
        library.load_folder(tmp_path / "nowhere")
    with pytest.raises(ValueError, match=r"there is no \.red file in"):
        library.load_folder(tmp_path)
