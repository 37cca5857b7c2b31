"""Settings: what the environment says, and what is said about it when it is wrong."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from app.settings import Settings, load_settings, settings_table, variable_of
from stores.errors import Misconfigured


def test_defaults_need_no_environment() -> None:
    """With nothing set, embedded servers are used."""
    settings = load_settings()
    assert settings.postgres_url is None
    assert settings.mongo_url is None


def test_environment_sets_every_kind_of_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret, a number, a truth value and a closed set are read; an empty variable counts as unset."""
    values = {
        "POSTGRES_URL": "postgresql://u:p@h/d",
        "PORT": "9000",
        "GRAPHIQL": "false",
        "LOG_LEVEL": "debug",
        "HOST": "",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"POLYGRAPH_{name}", value)
    settings = load_settings()
    assert settings.postgres_url is not None
    assert settings.postgres_url.get_secret_value() == "postgresql://u:p@h/d"
    assert (settings.port, settings.graphiql, settings.log_level, settings.host) == (9000, False, "debug", "127.0.0.1")


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("POLYGRAPH_PORT", "http", "valid integer"),
        ("POLYGRAPH_PORT", "65536", "65535"),
        ("POLYGRAPH_LOG_LEVEL", "loud", "'debug'"),
        ("POLYGRAPH_STORE_TIMEOUT", "0", "greater than 0"),
        ("POLYGRAPH_STORE_TIMEOUT", "nan", "3600"),
        ("POLYGRAPH_LINKS_FILE", "nowhere.toml", "existing file"),
        ("POLYGRAPH_MONGO_URL", "postgresql://u:hunter2@h/d", "mongodb://user:password@host/ or "),
        ("POLYGRAPH_POSTGRES_URL", "postgresql://u:hunter2@[h/d", "postgresql://user:password@host/database"),
        ("POLYGRAPH_POSTGRES_URL", "postgresql://u:hunter2@h:port/d", "postgresql://"),
        ("POLYGRAPH_PAGE_SIZE_MAXIMUM", "9999999999", "2147483647"),
        ("POLYGRAPH_PAGE_SIZE_DEFAULT", "5000", "POLYGRAPH_PAGE_SIZE_MAXIMUM"),
        ("POLYGRAPH_HEARTBEAT_INTERVAL", "60", "POLYGRAPH_IDLE_TIMEOUT"),
        ("POLYGRAPH_POSTGRESS_URL", "postgresql://u:hunter2@h/d", "no such setting"),
        ("polygraph_prot", "1", "no such setting"),
    ],
)
def test_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str) -> None:
    """A wrong or unknown variable is an error of one line that names it and what is expected, and repeats no secret."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(Misconfigured) as caught:
        load_settings()
    message = str(caught.value)
    assert variable in message
    assert expected in message
    assert "\n" not in message
    assert "hunter2" not in message
    assert caught.value.__cause__ is None


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to start the service once for each mistake."""
    for variable in ("POLYGRAPH_PORT", "POLYGRAPH_WORKERS", "POLYGRAPH_NOTHING"):
        monkeypatch.setenv(variable, "x")
    with pytest.raises(Misconfigured, match=r"NOTHING.*;.*(PORT.*;.*WORKERS|WORKERS.*;.*PORT)"):
        load_settings()


def test_passwords_are_not_printed() -> None:
    """Neither the settings' text nor an error of theirs holds a URL's password."""
    settings = Settings.model_validate({"mongo_url": "mongodb://u:hunter2@h/d"})
    assert "hunter2" not in repr(settings) + str(settings)
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"mongo_url": "http://u:hunter2@h/d"})
    assert "hunter2" not in str(caught.value)


def test_table_has_a_row_with_a_meaning_for_every_setting() -> None:
    """The README's table is complete."""
    rows = settings_table().splitlines()[2:]
    assert len(rows) == len(Settings.model_fields)
    for row, (name, field) in zip(rows, Settings.model_fields.items(), strict=True):
        assert row.startswith(f"| `{variable_of(name)}` |")
        assert field.description
        assert row.endswith(f"{field.description} |")
