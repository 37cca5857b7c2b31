"""Games of chance: the house keeps its edge, and totals and jackpots follow from the games."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, defined, definitions, texts
from stores.seed.recipes.kingpin.players import actors, between, others, paced, yield_of
from stores.seed.world import World

PLATFORM_WEIGHTS = {"kick": 50, "twitch": 40, "discord": 10}
GAME_WEIGHTS = {"slots": 40, "blackjack": 20, "roulette": 14, "dice": 12, "coinflip": 10, "lottery": 4}
REELS = ("cherry", "bell", "seven", "crown")
STILL_ON = 3
"""How many games, the last ones, are not over."""

ON = {"status": "active", "result": None, "multiplier": None}
HOUSE_CUT = Decimal("5.00")
LUCKY_SPINS = {3: "Loose Change", 7: "Loose Change", 11: "Bank Job", 13: "Midnight Express"}
"""Spins that win a jackpot whatever chance says, all of the best player, so that even a small world has won ones."""

FLIP_STATUSES = {"completed": 60, "open": 12, "accepted": 3, "cancelled": 10, "expired": 15}
FLIP_OPEN_FOR = timedelta(days=1)
NO_FLIP = dict.fromkeys(("flip_result", "winner_id", "payout", "resolved_at"))


@RECIPES.table("kingpin.gambling_sessions", streamed=True)
def gambling_sessions(world: World, random: Random) -> Iterator[Row]:
    """Games in the order in which they were played. The last hands of blackjack are still on, some were left."""
    players, count = actors(world), world.expected("kingpin.gambling_sessions")
    played = dict.fromkeys(GAME_WEIGHTS, 0)
    for number, placed in enumerate(paced(count, world, random), 1):
        active = number > count - STILL_ON
        player = pick_skewed(players, random)
        game = "blackjack" if active else pick_weighted(GAME_WEIGHTS, number, random)
        played[game] += 1
        jackpot = _jackpot(played[game], random) if game == "slots" else None
        if jackpot is not None and played[game] in LUCKY_SPINS:
            player = players[0]
        wager = yield_of(player.level, random)
        outcome = ON if active else _outcome(game, played[game], random)
        if jackpot is not None:
            wager = max(wager, jackpot["min_wager"])
            outcome = _won_jackpot(jackpot, wager, random)
        payout = int(wager * (outcome["multiplier"] or 0))
        yield {
            "id": number,
            "user_id": player.id,
            "slot_jackpot_id": jackpot and jackpot["id"],
            "game_type": game,
            "wager_amount": wager,
            **outcome,
            "payout": payout,
            "net_result": 0 if active else payout - wager,
            "platform": pick_weighted(PLATFORM_WEIGHTS, number, random),
            "game_state": _state(game, outcome["result"], random),
            "created_at": placed,
            "completed_at": None if active else min(world.now, placed + timedelta(seconds=random.randint(2, 90))),
        }


def _jackpot(spins: int, random: Random) -> Row | None:
    """The jackpot that this spin wins, the first one that chance favours."""
    chance = random.random()
    for jackpot in definitions("slot_jackpots"):
        lucky = LUCKY_SPINS.get(spins) == jackpot["name"]
        if lucky or (spins > max(LUCKY_SPINS) and chance < jackpot["hit_chance"]):
            return jackpot
        chance -= float(jackpot["hit_chance"])
    return None


def _won_jackpot(jackpot: Row, wager: int, random: Random) -> Row:
    pool = int(jackpot["seed_amount"] * random.uniform(1.1, 2.5))
    multiplier = (Decimal(pool) / wager).quantize(Decimal("0.0001"))
    return {"status": "completed", "result": "jackpot", "multiplier": multiplier}


def _outcome(game: str, number: int, random: Random) -> Row:
    """How the `number`-th game of a kind ends, by chance; the first ones go through all that can happen."""
    chances = {(result, multiplier): float(chance) for chance, result, multiplier in texts("games")[game]}
    chances["loss", Decimal(0)] = 1 - sum(chances.values())
    result, multiplier = pick_weighted(chances, number, random)
    if result == "abandoned":
        return {"status": result, "result": "loss", "multiplier": multiplier}
    return {"status": "completed", "result": result, "multiplier": multiplier}


def _state(game: str, result: str | None, random: Random) -> dict[str, Any] | None:
    """Reels or cards that fit the result; the other games keep none."""
    if game == "slots":
        reel = random.choice(REELS)
        return {"reels": [reel] * 3 if result in {"win", "jackpot"} else list(random.sample(REELS, 3))}
    if game != "blackjack":
        return None
    dealer = random.randint(17, 19)
    player = {"win": dealer + random.randint(1, 2), "push": dealer, "loss": dealer - random.randint(1, 3)}
    return {"player": player.get(result or "", random.randint(6, 16)), "dealer": dealer if result else None}


@dataclass(slots=True)
class Totals:
    """A player's games of one kind, so far."""

    last: Row
    played: int = 0
    won: int = 0
    lost: int = 0
    jackpots: int = 0
    wagered: int = 0
    payout: int = 0
    biggest_win: int = 0
    biggest_loss: int = 0
    streak: int = 0
    best_streak: int = 0

    def add(self, game: Row) -> None:
        """Count a game that is over."""
        won, lost = game["result"] in {"win", "jackpot"}, game["result"] == "loss"
        self.last = game
        self.played += 1
        self.won += won
        self.lost += lost
        self.jackpots += game["result"] == "jackpot"
        self.wagered += game["wager_amount"]
        self.payout += game["payout"]
        self.biggest_win = max(self.biggest_win, game["net_result"])
        self.biggest_loss = max(self.biggest_loss, -game["net_result"])
        if won or lost:
            step = 1 if won else -1
            self.streak = self.streak + step if self.streak * step > 0 else step
            self.best_streak = max(self.best_streak, self.streak)


@RECIPES.table("kingpin.player_gambling_stats", streamed=True)
def player_gambling_stats(world: World, _: Random) -> Iterator[Row]:
    """The totals of the games that are over, by player and game; and one player who has not finished any."""
    totals: dict[tuple[int, str], Totals] = {}
    for game in world.rows("kingpin.gambling_sessions"):
        if game["result"] is not None:
            totals.setdefault((game["user_id"], game["game_type"]), Totals(game)).add(game)
    for (player, kind), total in sorted(totals.items(), key=lambda each: each[0]):
        yield _stat(player, kind, total, total.last["completed_at"], total.last["completed_at"])
    untouched = actors(world)[-1]
    yield _stat(untouched.id, "slots", Totals({}), None, untouched.created_at)


def _stat(player: int, kind: str, total: Totals, last: datetime | None, updated: datetime) -> Row:
    return {
        "user_id": player,
        "game_type": kind,
        "games_played": total.played,
        "games_won": total.won,
        "games_lost": total.lost,
        "jackpots_won": total.jackpots,
        "total_wagered": total.wagered,
        "total_payout": total.payout,
        "net_profit": total.payout - total.wagered,
        "biggest_win": total.biggest_win,
        "biggest_loss": total.biggest_loss,
        "current_streak": total.streak,
        "best_win_streak": total.best_streak,
        "last_played_at": last,
        "updated_at": updated,
    }


@RECIPES.table("kingpin.slot_jackpots")
def slot_jackpots(world: World, _: Random) -> Iterator[Row]:
    """The jackpots: each pool is its seed and what stakes have put in since it was won last."""
    rows = {
        row["id"]: {**row, "times_won": 0, "last": None, "total": 0, "since": 0, "updated_at": row["created_at"]}
        for row in defined("slot_jackpots", world)
    }
    for game in world.rows("kingpin.gambling_sessions"):
        if game["game_type"] == "slots":
            for row in rows.values():
                share = int(game["wager_amount"] * row["contribution_percent"] / 100)
                row["total"] += share
                row["since"] += share
                row["updated_at"] = game["completed_at"]
            if won := rows.get(game["slot_jackpot_id"]):
                won |= {"times_won": won["times_won"] + 1, "last": game, "since": 0}
    for row in rows.values():
        last, since, total = row.pop("last"), row.pop("since"), row.pop("total")
        yield {
            **row,
            "current_pool": row["seed_amount"] + since,
            "total_contributed": total,
            "last_winner_id": last and last["user_id"],
            "last_won_amount": last and last["payout"],
            "last_won_at": last and last["completed_at"],
        }


@RECIPES.table("kingpin.coin_flip_challenges", streamed=True)
def coin_flip_challenges(world: World, random: Random) -> Iterator[Row]:
    """Challenges in every state; the winner of a flip is whoever had called the side that came up."""
    players = actors(world)
    for number, some_time in enumerate(paced(world.expected("kingpin.coin_flip_challenges"), world, random), 1):
        status = pick_weighted(FLIP_STATUSES, number, random)
        recent = between(world.now - FLIP_OPEN_FOR / 2, world.now, random)
        expired = min(some_time, world.now - FLIP_OPEN_FOR)
        offered = recent if status in {"open", "accepted"} else expired if status == "expired" else some_time
        challenger = pick_skewed(players, random)
        rival = others(players, challenger, random)
        row = {
            "challenger_id": challenger.id,
            "target_id": rival.id if random.random() < 0.4 else None,
            "acceptor_id": rival.id if status in {"accepted", "completed"} else None,
            "wager_amount": yield_of(challenger.level, random),
            "challenger_call": random.choice(("heads", "tails")),
            "house_cut_percent": HOUSE_CUT,
            "status": status,
            "created_at": offered,
            "expires_at": offered + FLIP_OPEN_FOR,
        }
        yield row | (_flip(row, world.now, random) if status == "completed" else NO_FLIP)


def _flip(row: Row, now: datetime, random: Random) -> Row:
    side = random.choice(("heads", "tails"))
    return {
        "flip_result": side,
        "winner_id": row["challenger_id" if side == row["challenger_call"] else "acceptor_id"],
        "payout": int(2 * row["wager_amount"] * (100 - HOUSE_CUT) / 100),
        "resolved_at": between(row["created_at"], min(now, row["expires_at"]), random),
    }
