"""hosting's miner models: what makers sell, with the rated figures of the manufacturers' data sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import NamedTuple

from stores.seed.recipe import Row
from stores.seed.recipes.hosting import RECIPES
from stores.seed.world import World


class RatedModel(NamedTuple):
    """Rated hashrate in TH/s, power in watts and efficiency in J/TH; first deliveries and list price where known."""

    name: str
    hashrate: float
    power: int
    efficiency: float
    released: tuple[int, int] | None
    price: int | None = None


MODELS: Mapping[str, tuple[RatedModel, ...]] = {
    "Bitmain": (
        RatedModel("Antminer S19 XP", 140, 3010, 21.5, (2022, 7), 11620),
        RatedModel("Antminer S19j Pro", 104, 3068, 29.5, (2021, 6)),
        RatedModel("Antminer S19 Pro", 110, 3250, 29.5, (2020, 5), 2407),
        RatedModel("Antminer S21", 200, 3500, 17.5, (2024, 1)),
        RatedModel("Antminer S19", 95, 3250, 34.5, (2020, 5), 1785),
        RatedModel("Antminer S19k Pro", 120, 2760, 23, (2023, 9)),
        RatedModel("Antminer T21", 190, 3610, 19, (2024, 2)),
        RatedModel("Antminer S21 Pro", 234, 3510, 15, (2024, 7)),
        RatedModel("Antminer S21 XP", 270, 3645, 13.5, (2024, 10)),
    ),
    "MicroBT": (
        RatedModel("Whatsminer M30S++", 112, 3472, 31, (2020, 10)),
        RatedModel("Whatsminer M50S", 126, 3276, 26, (2022, 8)),
        RatedModel("Whatsminer M60S", 186, 3441, 18.5, (2024, 1)),
        RatedModel("Whatsminer M30S+", 100, 3400, 34, (2020, 10)),
        RatedModel("Whatsminer M50", 114, 3306, 29, (2022, 8)),
        RatedModel("Whatsminer M60", 172, 3422, 19.9, (2024, 1)),
        RatedModel("Whatsminer M63S", 390, 7215, 18.5, None),
    ),
    "Canaan": (
        RatedModel("Avalon A1366", 130, 3250, 25, (2022, 11)),
        RatedModel("Avalon A1246", 90, 3420, 38, (2021, 1)),
        RatedModel("Avalon A1346", 110, 3300, 30, (2022, 11)),
        RatedModel("Avalon A1466", 150, 3230, 21.5, (2023, 10)),
        RatedModel("Avalon A1566", 185, 3420, 18.5, (2024, 12)),
    ),
}


@RECIPES.table("hosting.miner_models")
def miner_models(_: World, __: Random) -> Iterator[Row]:
    """Every model, the commonest makers' first."""
    for manufacturer, models in MODELS.items():
        for model in models:
            yield {
                "name": model.name,
                "manufacturer": manufacturer,
                "hashrate": model.hashrate,
                "power_consumption": model.power,
                "efficiency": model.efficiency,
                "release_date": model.released and date(*model.released, 1),
                "msrp": model.price,
            }
