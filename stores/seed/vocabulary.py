"""Names, addresses and sentences, made of the words in `words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random

WORDS = Path(__file__).with_name("words.toml")

Writer = Callable[[Random], str]


class Vocabulary:
    """Writes text that fits the name of a column. All chance comes from the caller's `random`."""

    def __init__(self) -> None:
        self.words: dict[str, list[str]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
        self._writers: list[tuple[re.Pattern[str], Writer]] = [
            (re.compile(pattern), writer) for pattern, writer in self._table()
        ]

    def writer_for(self, column: str) -> Writer:
        """What writes the text of a column of this name."""
        return next(writer for pattern, writer in self._writers if pattern.search(column))

    def word(self, random: Random, kind: str) -> str:
        """One word of a kind: a list in `words.toml`."""
        return random.choice(self.words[kind])

    def person(self, random: Random) -> str:
        """A full name."""
        return f"{self.word(random, 'first_names')} {self.word(random, 'last_names')}"

    def email(self, random: Random, person: str | None = None) -> str:
        """An e-mail address in a domain kept for examples, of this person or of anyone."""
        name = (person or self.person(random)).lower().replace(" ", ".")
        return f"{name}{random.randrange(100_000)}@{self.word(random, 'domains')}"

    def username(self, random: Random) -> str:
        """A name that someone might choose to sign in with."""
        return f"{self.word(random, 'adjectives')}_{self.word(random, 'nouns')}{random.randrange(10_000)}"

    def phone(self, random: Random) -> str:
        """A telephone number of the range kept for fiction."""
        return f"+1-{random.randint(201, 989)}-555-{random.randint(100, 199):04d}"

    def address(self, random: Random) -> str:
        """An IPv4 address of a private network."""
        return f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randint(1, 254)}"

    def title(self, random: Random) -> str:
        """Two words such as `Golden Falcon`."""
        return f"{self.word(random, 'adjectives')} {self.word(random, 'nouns')}".title()

    def sentence(self, random: Random) -> str:
        """A short sentence."""
        subject = f"{self.word(random, 'adjectives')} {self.word(random, 'nouns')}"
        return f"The {subject} was {self.word(random, 'verbs')} by {self.person(random)}."

    def company(self, random: Random) -> str:
        """The name of a company."""
        return f"{self.word(random, 'companies')} {self.word(random, 'company_kinds')}"

    def url(self, random: Random) -> str:
        """An address in a domain kept for examples."""
        return f"https://{self.word(random, 'domains')}/{self.word(random, 'nouns')}/{random.randrange(1_000_000)}"

    def path(self, random: Random) -> str:
        """A path of a file."""
        return f"files/{self.word(random, 'nouns')}/{random.randrange(10**9):09d}"

    def token(self, random: Random) -> str:
        """An opaque identifier of 16 hexadecimal digits."""
        return f"{random.getrandbits(64):016x}"

    def _table(self) -> list[tuple[str, Writer]]:
        """Patterns of column names, and what writes the text of such a column; the first that fits counts."""
        return [
            (r"email", self.email),
            (r"phone", self.phone),
            (r"password_hash", lambda random: f"$2b$12${random.getrandbits(212):053x}"),
            (r"ip_address|_ip$", self.address),
            (r"url", self.url),
            (r"_path$", self.path),
            (r"color", lambda random: f"#{random.getrandbits(24):06X}"),
            (r"locale", lambda random: random.choice(("en-US", "en-GB", "de-DE", "fr-FR", "pt-BR"))),
            (r"currency", lambda random: random.choice(("USD", "EUR", "GBP"))),
            (r"prefix", lambda random: random.choice("!?$.")),
            (r"username|display_name", self.username),
            (r"company", self.company),
            (r"location", lambda random: self.word(random, "cities")),
            (r"_tier$", lambda random: random.choice(("Rookie", "Associate", "Soldier", "Boss", "Kingpin"))),
            (r"description|message|text|prompt|question|riddle|details|announcement|reason|motto|error|hint$",
             self.sentence),
            (r"_id$|key$|number$|identifier|state|verifier|reference", self.token),
            (r"code$|category|channel|icon|answer|word|slot|command", lambda random: self.word(random, "nouns")),
            (r"_by$", self.person),
            (r"", self.title),
        ]  # fmt: skip
