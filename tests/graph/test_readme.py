"""The README tells the truth: its query runs, its settings and commands are those there are, its link can be added."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli.commands import commands
from app.installation import read_catalogue
from app.settings import Settings, settings_table
from graph.schema import build_schema
from stores.errors import Misconfigured
from tests.graph.conftest import Graph

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


async def test_the_query_is_answered_and_its_statements_are_as_promised(graph: Graph) -> None:
    """Eight fields whose rows are asked for and a total, less the two below `players`, which come with it."""
    query, *_ = blocks("graphql")
    data = await graph.data(query)
    assert data["houses"]["nodes"][0]["credentials"]["nodes"]
    assert len(graph.statements) == 7


def test_the_settings_are_those_there_are() -> None:
    table = README.partition("<!-- settings -->\n")[2].partition("<!-- /settings -->")[0]
    assert table == settings_table()


def test_every_command_is_listed_and_every_listed_command_is_there() -> None:
    listed = set(re.findall(r"^\| `polygraph ([a-z]+)", README, re.MULTILINE))
    there = {command.name or command.callback.__name__ for command in commands.registered_commands if command.callback}
    assert listed == there | {group.name for group in commands.registered_groups}


def test_every_make_target_of_the_readme_is_there() -> None:
    targets = set(re.findall(r"`make ([a-z]+)`", README))
    assert targets
    assert all(re.search(rf"^{target}:", MAKEFILE, re.MULTILINE) for target in targets)


def test_the_link_can_be_added_by_a_file(tmp_path: Path) -> None:
    (link,) = blocks("toml")
    file = tmp_path / "links.toml"
    file.write_text(link)
    catalogue = read_catalogue(Settings(links_file=file))
    assert catalogue["LotteryTicket"].relations["draws_won"].target == "LotteryDraw"
    assert catalogue["LotteryDraw"].relations["winners_tickets"].many


def test_a_links_file_may_not_take_the_name_of_a_field_of_the_graph(tmp_path: Path) -> None:
    file = tmp_path / "links.toml"
    file.write_text(blocks("toml")[0].replace("draws_won", "node_id"))
    with pytest.raises(Misconfigured, match="LotteryTicket would have two fields named nodeId"):
        build_schema(read_catalogue(Settings(links_file=file)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[link]", "links.toml"),
        ("[[link]]\nfrom = 'Agent.name'", "link.0.to: Field required"),
        (blocks("toml")[0].replace("LotteryTicket.user_id", "Nobody.user_id"), "no entity Nobody"),
        (blocks("toml")[0].replace("LotteryTicket.user_id", "LotteryTicket.nothing"), "no column nothing"),
        (blocks("toml")[0].replace("LotteryTicket.user_id", "User.password_hash"), "no column password_hash"),
        (blocks("toml")[0].replace("LotteryTicket.user_id", "User.username"), "different types"),
        (blocks("toml")[0].replace("draws_won", "draw"), "already has a field named draw"),
        (blocks("toml")[0].replace("draws_won", "user_id"), "already has a field named user_id"),
        (blocks("toml")[0].replace("draws_won", "Draws"), "link.0.name"),
        (blocks("toml")[0] + "\n[[lnk]]\n", "lnk"),
    ],
)
def test_a_wrong_links_file_is_one_line_that_names_the_fault(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "links.toml"
    file.write_text(text)
    with pytest.raises(Misconfigured) as raised:
        read_catalogue(Settings(links_file=file))
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)
