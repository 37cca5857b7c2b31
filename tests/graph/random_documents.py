"""Random documents over a small schema with an interface, a union, aliases, arguments and fragments."""

from __future__ import annotations

from random import Random

from graphql import build_schema, get_named_type, is_interface_type, is_leaf_type, is_object_type

SCHEMA = build_schema("""
    input Food { kind: String, grams: Int }
    interface Being { name: String  size: Int!  friend(n: Int): Being  friends: [Being!]  eats(food: Food): Int }
    type Dog implements Being {
        name: String!  size: Int!  friend(n: Int): Dog  friends: [Being!]  eats(food: Food): Int
        voice: Int  owner: Person
    }
    type Cat implements Being {
        name: String  size: Int!  friend(n: Int): Cat  friends: [Being!]  eats(food: Food): Int
        voice: String  owner: Pet
    }
    union Pet = Dog | Cat
    type Person { name: String  pet: Pet  pets: [Pet]  owner: Person  friend(n: Int): Being }
    type Query { being(n: Int): Being  dog: Dog  cat: Cat  pet: Pet  person: Person  friend: Person }
""")
ARGUMENTS = {
    "n": ("1", "2", "$v", "null"),
    "food": ('{kind: "a", grams: 1}', '{grams: 1, kind: "a"}', "{grams: $v}", '{kind: """a"""}', "{}"),
}


class RandomDocument:
    """A document with few response names, so that many fields meet, and about half of them in conflict."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.conditions = [random.choice(("Dog", "Cat", "Being", "Pet")) for _ in range(4)]

    def text(self) -> str:
        """One operation and the fragments that it spreads."""
        text, spread = self.selection_set("Query", 3, range(4))
        written: set[int] = set()
        while missing := spread - written:
            number = min(missing)
            written.add(number)
            condition = self.conditions[number]
            body, more = self.selection_set(condition, 2, range(number + 1, 4))
            text += f" fragment F{number} on {condition} {body}"
            spread |= more
        return "query ($v: Int) " + text

    def selection_set(self, parent: str, depth: int, fragments: range) -> tuple[str, set[int]]:
        """The text of a selection set, and the fragments spread in it, all of them out of `fragments`."""
        parts: list[str] = []
        spread: set[int] = set()
        for _ in range(self.random.randint(1, 3)):
            kind = self.random.random()
            if kind < 0.15 and fragments:
                number = self.random.choice(fragments)
                spread.add(number)
                parts.append(f"...F{number}")
                continue
            if kind < 0.4 and depth:
                condition = self.random.choice(
                    ("Dog", "Cat", "Being", "Pet") if parent in ("Being", "Pet") else ("", parent)
                )
                body, more = self.selection_set(condition or parent, depth - 1, fragments)
                parts.append(f"... on {condition} {body}" if condition else f"... {body}")
            else:
                body, more = self.field(parent, depth, fragments)
                parts.append(body)
            spread |= more
        return "{" + " ".join(parts) + "}", spread

    def field(self, parent: str, depth: int, fragments: range) -> tuple[str, set[int]]:
        """The text of a field, sometimes one that its parent does not have."""
        type_ = SCHEMA.type_map[parent]
        known = type_.fields if is_object_type(type_) or is_interface_type(type_) else {}
        name = self.random.choice([*known, "__typename"] if self.random.random() < 0.99 else ["wrong"])
        alias = self.random.choice(("",) * 8 + ("a: ", "name: "))
        field = known.get(name)
        arguments = [
            f"{argument}: {self.random.choice(ARGUMENTS[argument])}"
            for argument in (field.args if field else {})
            if self.random.random() < 0.15
        ]
        text = alias + name + (f"({' '.join(arguments)})" if arguments else "")
        text += self.random.choice(("",) * 9 + (" @include(if: true)",))
        target = get_named_type(field.type) if field else None
        if target is None or is_leaf_type(target):
            return text, set()
        body, spread = self.selection_set(target.name, depth - 1, fragments) if depth else ("{__typename}", set())
        return text + body, spread
