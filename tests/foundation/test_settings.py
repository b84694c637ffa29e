"""Defaults that suit one developer, and refusals that name everything at once."""

import stat

import pytest

from foundation.settings import SettingsRefused, load

KEY = "k" * 40


def test_defaults(tmp_path):
    chosen = load({"DATA_DIR": str(tmp_path)})
    assert (chosen.port, chosen.internal_port, chosen.base_domain) == (8080, 8081, "localhost")
    assert chosen.development
    assert chosen.embedded_database
    assert chosen.origin("app.localhost") == "http://app.localhost:8080"
    assert chosen.bind == "127.0.0.1"


def test_the_internal_port_follows_the_port():
    assert load({"PORT": "8090", "SECRET_KEY": KEY}).internal_port == 8091


def test_a_public_domain_is_production():
    chosen = load({"BASE_DOMAIN": "Portals.Example.com.", "SECRET_KEY": KEY, "DATABASE_URL": "postgresql://db/portico"})
    assert chosen.base_domain == "portals.example.com"
    assert not chosen.development
    assert chosen.origin("app.portals.example.com") == "https://app.portals.example.com"
    assert chosen.log_format == "json"


def test_a_key_is_made_once_for_the_built_in_database(tmp_path):
    first = load({"DATA_DIR": str(tmp_path / "new")})
    second = load({"DATA_DIR": str(tmp_path / "new")})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600
    assert load({"DATA_DIR": str(tmp_path / "other")}).secret_key != first.secret_key
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]
    assert first.secret_key not in repr(first)


def test_all_problems_are_told_together(tmp_path):
    with pytest.raises(SettingsRefused) as refusal:
        load(
            {
                "PORT": "80x",
                "INTERNAL_PORT": "8080",
                "BASE_DOMAIN": "https://example.com/",
                "DEVELOPMENT": "maybe",
                "DATABASE_OWNER_URL": "postgresql://owner@db/portico",
                "PG_BINDIR": str(tmp_path),
                "SMTP_URL": "http://mail",
                "TRUSTED_PROXIES": "10.0.0.0/8, everyone",
                "DATA_DIR": str(tmp_path / "never"),
            }
        )
    assert [problem.id for problem in refusal.value.problems] == [
        "settings.port",
        "settings.ports",
        "settings.base_domain",
        "settings.development",
        "settings.database_owner_url",
        "settings.pg_bindir",
        "settings.smtp_url",
        "settings.trusted_proxies",
    ]
    assert all(problem.hint for problem in refusal.value.problems)
    assert not (tmp_path / "never").exists()


@pytest.mark.parametrize(
    ("environ", "check"),
    [
        ({"DATABASE_URL": "postgresql://db/portico"}, "settings.secret_key"),
        ({"SECRET_KEY": "short"}, "settings.secret_key"),
        ({"SECRET_KEY": KEY, "DATABASE_URL": "mysql://db"}, "settings.database_url"),
        ({"SECRET_KEY": KEY, "SMTP_URL": "smtp://mail"}, "settings.mail_from"),
        ({"SECRET_KEY": KEY, "DEVELOPMENT": "0", "INSECURE_HTTP": "1"}, "settings.insecure_http"),
        ({"SECRET_KEY": KEY, "DEVELOPMENT": "0", "PASSWORD_PROFILE": "test"}, "settings.password_profile"),
        ({"SECRET_KEY": KEY, "BIND": "everywhere"}, "settings.bind"),
        ({"SECRET_KEY": KEY, "WEB_WORKERS": "0"}, "settings.web_workers"),
    ],
)
def test_single_refusals(environ, check):
    with pytest.raises(SettingsRefused) as refusal:
        load(environ)
    assert [problem.id for problem in refusal.value.problems] == [check]


def test_a_data_directory_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsRefused, match="cannot be used"):
        load({"DATA_DIR": str(tmp_path / "file" / "var")})
