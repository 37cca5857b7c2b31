"""A source of life: writes into both stores what the pollers of a real installation would, on top of what is there.

    simulation = Simulation(postgres_url, mongo_url, rate=20, random=Random(1))
    await simulation.start(now)
    step = await simulation.step(now)

All chance comes from `random` and all time from `now`: who calls `step` about once a second gets the rate, and a test
need not wait for anything. Each kind of row is a file of its own; it begins with what the databases hold, so that a
simulation goes on where another has ended.
"""

from __future__ import annotations

from stores.simulate.simulation import Simulation, Step

__all__ = ["Simulation", "Step"]
