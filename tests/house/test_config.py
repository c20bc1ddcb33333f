"""Configuration: where data and keys lie, what is refused before anything starts, and in which words."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from config import Config, is_loopback
from places import Place, Refusal

URL = "postgresql+psycopg://footing@127.0.0.1/footing"


@pytest.fixture(autouse=True)
def _own_umask() -> object:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has just got this machine."""
    (tmp_path / "home").mkdir()
    return {"HOME": str(tmp_path / "home")}


def refusal(act: Callable[[], object]) -> str:
    """The one sentence with which `act` is refused."""
    with pytest.raises(Refusal) as caught:
        act()
    sentence = caught.value.message
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def as_nobody(act: Callable[[], object]) -> str:
    """What `act` is refused with when it is done by a user without any rights."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            act()
            said = "accepted"
        except Refusal as refused:
            said = refused.message
        except BaseException as error:
            said = repr(error)
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        said = told.read()
    os.waitpid(child, 0)
    return said


def test_data_and_keys_go_to_the_users_own_folders_for_his_eyes_only(home: dict[str, str]) -> None:
    place = Config.from_env(home).place
    assert place is not None
    assert place.data.is_relative_to(home["HOME"]) and place.keys.is_relative_to(home["HOME"])
    assert not place.keys.is_relative_to(place.data)
    assert mode(place.data) == mode(place.keys) == 0o700
    for name in ("database.key", "secret.key"):
        assert mode(place.keys / name) == 0o600


def test_standard_folders_of_the_desktop_are_respected(home: dict[str, str], tmp_path: Path) -> None:
    told = {**home, "XDG_DATA_HOME": str(tmp_path / "d"), "XDG_CONFIG_HOME": str(tmp_path / "c")}
    if os.uname().sysname == "Darwin":
        pytest.skip("macOS has its own folders")
    place = Place.from_env(told)
    assert place.data == tmp_path / "d" / "footing" / "practice"
    assert place.keys == tmp_path / "c" / "footing" / "practice"
    assert Place.from_env({**home, "XDG_DATA_HOME": "relative"}).data.is_relative_to(home["HOME"])


def test_the_demo_shares_neither_folder_nor_key_with_a_practice(home: dict[str, str]) -> None:
    real, demo = Config.from_env(home), Config.development(home)
    assert demo.demo and not real.demo
    assert demo.place is not None and real.place is not None
    assert not demo.place.data.is_relative_to(real.place.data)
    assert demo.database_key != real.database_key and demo.secret_key != real.secret_key


def test_two_practices_in_folders_of_one_name_have_two_keys(home: dict[str, str], tmp_path: Path) -> None:
    north, south = (
        Config.from_env({**home, "FOOTING_PRACTICE": str(tmp_path / side / "clinic")}) for side in ("north", "south")
    )
    assert north.database_key != south.database_key


def test_a_second_start_finds_the_same_keys(home: dict[str, str]) -> None:
    assert Config.from_env(home) == Config.from_env(home)


@pytest.mark.parametrize("name", ["database.key", "secret.key"])
def test_a_database_without_its_key_is_never_given_a_new_one(home: dict[str, str], name: str) -> None:
    place = Config.from_env(home).place
    assert place is not None
    place.database.write_bytes(b"somebody's answers")
    (place.keys / name).unlink()
    sentence = refusal(lambda: Config.from_env(home))
    assert str(place.database) in sentence and str(place.keys / name) in sentence
    assert not (place.keys / name).exists()
    assert place.database.read_bytes() == b"somebody's answers"


def test_an_unplugged_disk_is_not_taken_for_a_new_practice(home: dict[str, str], tmp_path: Path) -> None:
    told = {**home, "FOOTING_PRACTICE": str(tmp_path / "disk" / "clinic")}
    place = Config.from_env(told).place
    assert place is not None
    place.data.rename(tmp_path / "elsewhere")
    sentence = refusal(lambda: Config.from_env(told))
    assert str(place.data) in sentence and str(place.keys) in sentence
    assert not place.data.exists()
    place.data.mkdir()  # the empty folder the disk is mounted on
    refusal(lambda: Config.from_env(told))


def test_a_key_others_can_read_is_refused(home: dict[str, str]) -> None:
    place = Config.from_env(home).place
    assert place is not None
    (place.keys / "secret.key").chmod(0o644)
    assert str(place.keys / "secret.key") in refusal(lambda: Config.from_env(home))


@pytest.mark.parametrize("content", ["", "short", "5F" * 32, "5f" * 31, "5f" * 33])
def test_a_damaged_key_is_refused(home: dict[str, str], content: str) -> None:
    place = Config.from_env(home).place
    assert place is not None
    (place.keys / "database.key").write_text(content)
    assert str(place.keys / "database.key") in refusal(lambda: Config.from_env(home))


@pytest.mark.parametrize("secret", ["", "short", "a" * 64, "abcabcabc" * 8])
def test_a_missing_or_weak_secret_is_refused(secret: str) -> None:
    assert "secret" in refusal(lambda: Config.testing("sqlite:///x", secret_key=secret))


@pytest.mark.parametrize("key", [None, "", "not hexadecimal" * 5])
def test_a_database_file_without_encryption_is_refused(key: str | None) -> None:
    assert "unencrypted" in refusal(lambda: Config.testing("sqlite:///x", database_key=key))


@pytest.mark.parametrize("url", ["mysql://x", "postgresql://x", "postgresql+psycopg2://x"])
def test_other_databases_are_refused(url: str) -> None:
    refusal(lambda: Config.testing(url))


@pytest.mark.parametrize(
    "url", ["http://clinic.example", "http://10.0.0.5:8000", "http://0.0.0.0:8000", "ftp://x", "x"]
)
def test_an_address_beyond_this_machine_needs_tls(url: str) -> None:
    assert url in refusal(lambda: Config.testing(URL, base_url=url))


def test_the_demo_with_its_known_passwords_never_leaves_this_machine() -> None:
    assert "demo" in refusal(lambda: Config.testing(URL, demo=True, base_url="https://clinic.example"))
    assert Config.testing(URL, demo=True, base_url="https://localhost:8443").secure_cookies


def test_cookies_and_hosts_follow_the_address() -> None:
    here, there = Config.testing(URL), Config.testing(URL, base_url="https://clinic.example:8443")
    assert not here.secure_cookies and there.secure_cookies
    assert here.trusted_hosts == ["127.0.0.1", "localhost"]
    assert there.trusted_hosts == ["clinic.example", "127.0.0.1", "localhost"]
    assert Config.testing(URL, base_url="https://[fd00::5]:8443").trusted_hosts[0] == "[fd00::5]"


def test_nothing_in_the_production_settings_is_dangerous(home: dict[str, str]) -> None:
    settings = Config.from_env(home).as_flask()
    assert settings["TESTING"] is False and not settings.get("DEBUG")
    assert settings["MAX_CONTENT_LENGTH"] == 1 << 20
    assert settings["MAX_FORM_MEMORY_SIZE"] == 128 << 10
    assert settings["MAX_FORM_PARTS"] == 400
    assert settings["DEMO"] is False


def test_keys_are_not_shown_when_a_configuration_is_printed(home: dict[str, str]) -> None:
    config = Config.from_env(home)
    assert config.secret_key not in repr(config) and str(config.database_key) not in repr(config)


def test_keys_never_lie_inside_the_data_folder(home: dict[str, str], tmp_path: Path) -> None:
    told = {**home, "FOOTING_PRACTICE": str(tmp_path / "p"), "FOOTING_KEYS": str(tmp_path / "p" / "keys")}
    assert str(tmp_path / "p" / "keys") in refusal(lambda: Config.from_env(told))
    whole_home = {**home, "FOOTING_PRACTICE": home["HOME"]}
    assert home["HOME"] in refusal(lambda: Config.from_env(whole_home))


def test_a_folder_with_other_files_is_not_taken_over(home: dict[str, str], tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir(mode=0o755)
    (letters / "letter.txt").write_text("Dear")
    assert str(letters) in refusal(lambda: Config.from_env({**home, "FOOTING_PRACTICE": str(letters)}))
    assert mode(letters) == 0o755


def test_the_demo_and_a_real_practice_are_never_mistaken_for_each_other(home: dict[str, str], tmp_path: Path) -> None:
    told = {**home, "FOOTING_PRACTICE": str(tmp_path / "p")}
    Config.from_env(told)
    assert "a real practice" in refusal(lambda: Config.from_env({**told, "FOOTING_DEMO": "1"}))
    shown = {**home, "FOOTING_PRACTICE": str(tmp_path / "d")}
    Config.from_env({**shown, "FOOTING_DEMO": "1"})
    assert "the demo practice" in refusal(lambda: Config.from_env(shown))
    assert "server" in refusal(lambda: Config.from_env({**home, "FOOTING_DEMO": "1", "FOOTING_DATABASE_URL": URL}))


@pytest.mark.parametrize("hops", ["-1", "ten", "10", ""])
def test_the_number_of_proxies_is_a_number(home: dict[str, str], hops: str) -> None:
    assert "FOOTING_PROXY_HOPS" in refusal(lambda: Config.from_env({**home, "FOOTING_PROXY_HOPS": hops}))


def test_a_data_folder_that_cannot_be_made_is_named(home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    wanted = tmp_path / "file" / "clinic"
    assert str(wanted) in refusal(lambda: Config.from_env({**home, "FOOTING_PRACTICE": str(wanted)}))


@pytest.mark.parametrize("rights", [0o500, 0o000])
def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path, rights: int) -> None:
    place = Place(data=tmp_path / "data", keys=tmp_path / "keys")
    place.prepare()
    nobody = 65534 if os.geteuid() == 0 else os.geteuid()
    for parent in (tmp_path, *tmp_path.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    place.key("secret.key", may_make=True, belongs_to="it")
    for folder in (place.data, place.keys):
        os.chown(folder, nobody, nobody if os.geteuid() == 0 else -1)
    place.data.chmod(rights)
    said = as_nobody(place.prepare)
    place.data.chmod(0o700)
    assert said.startswith(f"The data folder {place.data} cannot be written")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_data_folder_of_another_user_is_named(tmp_path: Path) -> None:
    place = Place(data=tmp_path / "data", keys=tmp_path / "keys")
    place.prepare()
    os.chown(place.data, 65534, 65534)
    sentence = refusal(place.prepare)
    assert str(place.data) in sentence and "belongs to" in sentence
    os.chown(place.data, 0, 0)
    place.database.touch()
    os.chown(place.database, 65534, 65534)
    assert str(place.database) in refusal(place.prepare)


def test_one_data_folder_has_one_server(tmp_path: Path) -> None:
    place = Place(data=tmp_path / "data", keys=tmp_path / "keys")
    place.prepare()
    claim = place.lock()
    sentence = refusal(place.lock)
    assert str(place.data) in sentence and str(os.getpid()) in sentence
    claim.close()
    place.lock().close()


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True)]
    + [(host, False) for host in ("0.0.0.0", "10.0.0.5", "::", "localhost.example", "clinic.local", "")],
)
def test_only_this_machine_is_this_machine(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    "wrong",
    [
        {"FOOTING_BASE_URL": "http://clinic.example"},
        {"FOOTING_BASE_URL": "https://clinic.example/footing"},
        {"FOOTING_BASE_URL": "clinic"},
        {"FOOTING_PROXY_HOPS": "many"},
        {"FOOTING_PROBES": "everybody"},
        {"FOOTING_LEAST_FREE_MB": "some"},
        {"FOOTING_DATABASE_URL": "mysql://x"},
        {"FOOTING_DATABASE_URL": "postgresql+psycopg://a:b@127.0.0.1:1/b"},
    ],
    ids=lambda wrong: " ".join(wrong),
)
def test_a_refused_start_leaves_nothing_behind(home: dict[str, str], tmp_path: Path, wrong: dict[str, str]) -> None:
    own = {"FOOTING_PRACTICE": str(tmp_path / "new" / "practice"), "FOOTING_KEYS": str(tmp_path / "safe" / "keys")}
    refusal(lambda: Config.from_env({**home, **own, **wrong}))
    assert [path.name for path in tmp_path.iterdir()] == ["home"] and not list((tmp_path / "home").iterdir())


def test_a_key_that_cannot_be_written_leaves_no_empty_folder(home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refusal(
        lambda: Config.from_env(
            {**home, "FOOTING_PRACTICE": str(tmp_path / "p"), "FOOTING_KEYS": str(tmp_path / "file")}
        )
    )
    assert not (tmp_path / "p").exists()


def test_a_refused_start_takes_nothing_away_that_was_there(home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "letter.txt").write_text("not a practice")
    own = {"FOOTING_PRACTICE": str(tmp_path / "data"), "FOOTING_KEYS": str(tmp_path / "keys")}
    refusal(lambda: Config.from_env({**home, **own}))
    assert (tmp_path / "keys").is_dir() and (tmp_path / "data" / "letter.txt").exists()


def test_links_lead_where_the_server_was_last_open(home: dict[str, str]) -> None:
    assert Config.from_env(home).links_at == ""
    place = Config.from_env(home).place
    assert place is not None
    place.keep_address("https://clinic.example:8443/footing")
    assert Config.from_env(home).links_at == "https://clinic.example:8443/footing"
    assert Config.from_env({**home, "FOOTING_BASE_URL": "https://other.example"}).links_at == "https://other.example"
    (place.data / "footing.address").write_text("nonsense")
    assert Config.from_env(home).links_at == ""
