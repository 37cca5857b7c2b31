"""crash: the bots, the games on their platforms, and what the simulation makes of their sessions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.moments import growing_denser
from stores.seed.recipe import Recipes, Row
from stores.seed.recipes.crash_play import STRATEGIES, Round, play
from stores.seed.world import World

RECIPES = Recipes()

GAMES = {"Aviator": "Spribe", "Aviatrix": "Aviatrix Labs", "JetX": "SmartSoft"}
PLATFORMS = {"dafabet": "Dafabet", "fun88": "Fun88", "pmbetting": "Pmbetting"}
PROVIDERS = {"digitalocean": 45, "vast_ai": 12, "runpod": 12, "aws": 14, "gcp": 10, "local": 7}
REGIONS = {
    "digitalocean": "fra1",
    "vast_ai": "eu-central",
    "runpod": "eu-ro-1",
    "aws": "eu-west-1",
    "gcp": "europe-west4",
}
SYSTEMS = ("Ubuntu 22.04", "Ubuntu 24.04", "Debian 12")
BOT_STATUSES = {"active": 50, "idle": 25, "stopped": 15, "error": 10}
END_REASONS = {"completed": "all rounds were played", "stopped": "stopped by hand", "failed": "the screen went blank"}
REACH = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it was set up, by the places of bot and game from 0."""

    number: int
    bot: int
    game: int
    strategy: str
    status: str
    start: datetime
    length: int
    balance: Decimal

    @property
    def name(self) -> str:
        """The identifier that the bot gave it."""
        return f"session-{self.number:06d}"

    def rounds(self, world: World) -> Iterator[Round]:
        """The rounds that were over by now, the same whenever they are asked for."""
        random = world.random("crash session", self.number)
        rounds = play(STRATEGIES[self.strategy], self.start, self.length, self.balance, random)
        return (each for each in rounds if each.end < world.now)


def sessions(world: World) -> Iterator[Session]:
    """The sessions in the order of their start. The newest are still running, and the very last has no round yet."""
    random = world.random("crash sessions")
    count = world.expected("crash.session_logs")
    bots, games = range(world.expected("crash.bot_vm_registration")), range(len(GAMES) * len(PLATFORMS))
    mean = world.expected("crash.crash_game_rounds") / count
    for number in range(count):
        bot = pick_skewed(bots, random)
        running = number >= count - 2
        ended = pick_weighted({"completed": 70, "stopped": 20, "failed": 10}, number + 1, random)
        age = timedelta(minutes=30 if number == count - 2 else 0)
        yield Session(
            number=number + 1,
            bot=bot,
            game=random.choice(games),
            strategy=list(STRATEGIES)[bot % len(STRATEGIES)],
            status="active" if running else ended,
            start=world.now - age if running else _start(number / count, world),
            length=0 if number == count - 1 else max(6, int(random.lognormvariate(0, 0.5) * mean)),
            balance=Decimal(random.choice((200, 500, 1_000, 2_000))),
        )


def _start(part: float, world: World) -> datetime:
    return growing_denser(part, REACH, world.now) - timedelta(hours=8)


def bot_name(place: int) -> str:
    """The identifier of a bot, by its place from 0."""
    return f"bot-{place + 1:03d}"


def game_platform(place: int) -> tuple[str, str]:
    """The game's name and the platform's code, by the place of both from 0."""
    return list(GAMES)[place // len(PLATFORMS)], list(PLATFORMS)[place % len(PLATFORMS)]


@RECIPES.table("crash.bot_vm_registration")
def bots(world: World, random: Random) -> Iterator[Row]:
    """The bots; each names the session that it registered with last."""
    latest = {session.bot: session.name for session in sessions(world)}
    for place in range(world.expected("crash.bot_vm_registration")):
        provider = pick_weighted(PROVIDERS, place + 1, random)
        status = pick_weighted(BOT_STATUSES, place + 1, random) if place in latest else "idle"
        silent = random.randrange(60) if status in {"active", "idle"} else random.randrange(3_600, 90_000)
        yield {
            "bot_id": bot_name(place),
            "session_id": latest.get(place, f"session-of-{bot_name(place)}"),
            "bot_name": world.vocabulary.title(random),
            "vm_id": f"{provider}-{random.getrandbits(32):08x}",
            "vm_provider": provider,
            "vm_region": REGIONS.get(provider),
            "operating_system": None if place % 9 == 7 else random.choice(SYSTEMS),
            "bot_version": random.choice(("1.9.2", "2.0.0", "2.1.3")),
            "strategy_name": list(STRATEGIES)[place % len(STRATEGIES)],
            "status": status,
            "last_heartbeat": world.now - timedelta(seconds=silent) if place in latest else None,
            "created_at": world.now - REACH - timedelta(days=random.randint(10, 200)),
        }


@RECIPES.table("crash.game_platform_config")
def game_platforms(world: World, random: Random) -> Iterator[Row]:
    """Every game on every platform, and a custom game that nobody has played yet."""
    regions = {"multiplier": [820, 410, 280, 90], "balance": [1510, 24, 180, 40], "bet_button": [900, 880, 210, 80]}
    for place in range(len(GAMES) * len(PLATFORMS) + 1):
        custom = place == len(GAMES) * len(PLATFORMS)
        game, platform = ("Rocket Run", "workshop") if custom else game_platform(place)
        yield {
            "game_name": game,
            "game_provider": GAMES.get(game),
            "platform_code": platform,
            "platform_name": PLATFORMS.get(platform, "Workshop"),
            "platform_url": None if custom else f"https://{platform}.example.com/{game.lower()}",
            "currency": "USD",
            "min_stake": Decimal("0.10"),
            "max_stake": Decimal(random.choice((100, 500, 1_000))),
            "max_multiplier": None if place % 3 == 2 else Decimal(10_000),
            "return_to_player": None if custom else Decimal("97.0"),
            "screen_regions": None if custom else regions,
            "created_at": world.now - REACH - timedelta(days=300),
        }


@RECIPES.table("crash.session_logs")
def session_logs(world: World, _: Random) -> Iterator[Row]:
    """The sessions with the totals of their rounds."""
    for session in sessions(world):
        game, platform = game_platform(session.game)
        running = session.status == "active"
        yield {
            "session_id": session.name,
            "bot_id": bot_name(session.bot),
            "game_name": game,
            "platform_code": platform,
            "strategy_name": session.strategy,
            "status": session.status,
            "session_start": session.start,
            "end_reason": END_REASONS.get(session.status),
            "starting_balance": None if session.number % 20 == 9 else session.balance,
            **_totals(list(session.rounds(world)), session, running),
        }


def _totals(rounds: list[Round], session: Session, running: bool) -> Row:
    seen = [each.crash for each in rounds if each.crash is not None]
    last = rounds[-1].end if rounds else session.start
    return {
        "session_end": None if running else last + timedelta(seconds=5),
        "total_rounds": len(rounds),
        "winning_rounds": sum(each.outcome == "win" for each in rounds),
        "losing_rounds": sum(each.outcome == "loss" for each in rounds),
        "longest_losing_streak": max((each.losses for each in rounds), default=0),
        "ending_balance": None if running else rounds[-1].after,
        "total_staked": sum(each.stake for each in rounds),
        "total_payout": sum(each.payout for each in rounds),
        "net_profit": sum(each.profit for each in rounds),
        "max_drawdown": max((each.drawdown for each in rounds), default=Decimal(0)),
        "highest_multiplier": max(seen, default=None),
        "error_count": sum(each.outcome == "error" for each in rounds),
        "created_at": session.start,
        "updated_at": last,
    }
