"""The catalogue that tests are parametrised over."""

from __future__ import annotations

from app.installation import read_catalogue
from app.settings import Settings

CATALOGUE = read_catalogue(Settings())
RELATIONS = [(entity, relation) for entity in CATALOGUE.values() for relation in entity.relations.values()]
