"""`settings.env.example` and what the settings read are the same."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from crawler.options import OPTIONS, OptionError, read_options

EXAMPLE = Path(__file__).parent.parent / "settings.env.example"


def test_example_has_every_setting_with_its_default() -> None:
    example = dotenv_values(EXAMPLE, encoding="utf-8")
    assert list(example) == [option.name for option in OPTIONS]
    assert read_options(example) == read_options({})


def test_example_explains_every_setting() -> None:
    text = EXAMPLE.read_text("utf-8")
    for option in OPTIONS:
        assert f"# {option.meaning}\n{option.name}=" in text


def test_environment_comes_before_the_default() -> None:
    assert read_options({"REFETCH_DAYS": "7"})["REFETCH_DAYS"] == 7
    assert read_options({"REFETCH_DAYS": ""})["REFETCH_DAYS"] == 30


@pytest.mark.parametrize(("name", "value"), [("REFETCH_DAYS", "soon"), ("DOWNLOAD_DELAY", "-1")])
def test_a_value_that_cannot_be_is_named(name: str, value: str) -> None:
    with pytest.raises(OptionError, match=f"{name}: '{value}'"):
        read_options({name: value})


def test_scrapy_is_polite_and_closed() -> None:
    from crawler import settings

    assert settings.ROBOTSTXT_OBEY
    assert settings.AUTOTHROTTLE_ENABLED
    assert settings.CONCURRENT_REQUESTS_PER_DOMAIN == 1
    assert settings.DOWNLOAD_VERIFY_CERTIFICATES
    assert not settings.REMOTE_CONTROL_ENABLED
    assert not settings.TELNETCONSOLE_ENABLED
    assert settings.USER_AGENT.startswith("nianbao/")
