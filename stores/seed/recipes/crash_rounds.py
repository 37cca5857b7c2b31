"""crash: every round of every session, and what was read, predicted, concluded and reported about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from random import Random

from stores.seed.choice import pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.crash import GAMES, RECIPES, Session, bot_name, game_platform, sessions
from stores.seed.recipes.crash_play import STRATEGIES, Round, seconds_to
from stores.seed.world import World

SIGNALS = {"enter": 60, "skip": 20, "cash_out": 14, "stop": 6}
PATTERNS = ("low_streak", "high_streak", "alternating", "after_peak")
PREDICTED: Mapping[str, Mapping[str, float]] = {
    "enter": {"win": 97, "loss": 3},
    "cash_out": {"win": 1},
    "skip": {"skipped": 96, "error": 4},
    "stop": {"loss": 1},
}
UNKNOWN: Row = {"actual_multiplier": None, "actual_outcome": None, "was_correct": None}
SEVERITIES = {"error": 60, "warning": 25, "info": 10, "critical": 5}
QUALITIES = {"good": 70, "fair": 18, "poor": 8, "unreadable": 4}
FAILURES = {
    "ocr_unreadable": "The multiplier could not be read from the screen.",
    "connection_lost": "The connection to the platform was lost.",
    "button_missing": "The bet button was not found.",
}
LATE = timedelta(seconds=1)
"""Time from the end of a round until it is logged."""


@RECIPES.table("crash.crash_game_rounds", streamed=True)
def rounds(world: World, random: Random) -> Iterator[Row]:
    """The rounds, session by session. Early versions of the bots did not log the VM they ran on."""
    bots = list(world.rows("crash.bot_vm_registration"))
    for session in sessions(world):
        game, platform = game_platform(session.game)
        bot = bots[session.bot]
        logged = session.number % 8 != 1
        known = {
            "bot_id": bot_name(session.bot),
            "session_id": session.name,
            **{name: bot[name] if logged else None for name in ("vm_id", "vm_provider", "vm_region", "bot_version")},
            "vm_ip_address": bot["vm_ip_address"] if logged else None,
            "game_name": game,
            "game_provider": GAMES[game] if logged else None,
            "platform_code": platform,
            "currency": "USD",
            "strategy_name": session.strategy,
            "strategy_parameters": dict(STRATEGIES[session.strategy].parameters) if logged else None,
            "auto_cashout": session.number % 2 == 0,
        }
        for each in session.rounds(world):
            yield {
                **known,
                **_course(each),
                **_money(each),
                **_reading(each, random),
                **_failure(session, each),
                **_rest(each, random),
            }


def _course(each: Round) -> Row:
    won, seen = each.outcome == "win", each.crash is not None
    cashed_out = each.start + timedelta(milliseconds=int(1_000 * seconds_to(each.target)))
    return {
        "timestamp": each.end + LATE,
        "round_number": each.number,
        "round_start_timestamp": each.start,
        "round_end_timestamp": each.end if seen else None,
        "round_duration_ms": (each.end - each.start) // timedelta(milliseconds=1) if seen else None,
        "cashout_timestamp": cashed_out if won else None,
        "crash_multiplier": each.crash,
        "cashout_multiplier": each.target if won else None,
        "highest_multiplier_seen": each.crash,
        "previous_crash_multiplier": each.previous,
        "round_outcome": each.outcome,
        "created_at": each.end + LATE,
        "updated_at": each.end + LATE,
    }


def _money(each: Round) -> Row:
    staked = each.stake > 0
    return {
        "stake_amount": each.stake,
        "base_stake": each.base if staked else None,
        "strategy_step": each.step if staked else None,
        "target_multiplier": each.target if staked else None,
        "balance_before": None if each.outcome == "error" else each.before,
        "balance_after": None if each.outcome == "error" else each.after,
        "payout_amount": each.payout,
        "profit": each.profit,
        "profit_percentage": each.profit_percentage,
        "session_profit": None if each.outcome == "error" else each.session_profit,
        "session_drawdown": None if each.outcome == "error" else each.drawdown,
    }


def _reading(each: Round, random: Random) -> Row:
    read = each.crash is not None
    return {
        "ocr_engine": random.choice(("tesseract", "easyocr")) if read else None,
        "ocr_raw_text": f"{each.crash}x" if read else None,
        "ocr_confidence": Decimal(random.randint(820, 999)).scaleb(-3) if read else None,
        "ocr_attempts": random.choice((1, 1, 1, 2, 3)) if read else None,
        "ocr_duration_ms": random.randint(18, 140) if read else None,
        "screenshot_path": None if each.number % 10 else f"screens/{each.start:%Y%m%d-%H%M%S}-{each.number}.png",
    }


def _failure(session: Session, each: Round) -> Row:
    kind = list(FAILURES)[(session.number + each.number) % len(FAILURES)] if each.outcome == "error" else None
    return {
        "error_occurred": kind is not None,
        "error_type": kind,
        "error_message": kind and FAILURES[kind],
        "recovery_action": kind and "waited for the next round",
    }


def _rest(each: Round, random: Random) -> Row:
    return {"metadata": {"latencyMs": random.randint(15, 240), "players": random.randint(40, 4_000), "step": each.step}}


def analysed(row: Row) -> bool:
    """Whether the analysis got to see a round: few were lost on the way."""
    return bool(row["id"] % 97 != 60)


def _shared(row: Row, *names: str) -> Row:
    """What a row about a round repeats of it."""
    return {"round_id": row["id"], **{name: row[name] for name in ("bot_id", *names)}}


@RECIPES.table("crash.analytics_round_multipliers", streamed=True)
def multipliers(world: World, random: Random) -> Iterator[Row]:
    """The last multiplier of each round that was seen, and one on the way in every other."""
    recent: list[Decimal] = []
    for row in world.rows("crash.crash_game_rounds"):
        crash = row["crash_multiplier"]
        if crash is None:
            continue
        known = {
            **_shared(row, "game_name", "platform_code", "previous_crash_multiplier"),
            "rolling_average_10": (sum(recent, Decimal(0)) / 10).quantize(Decimal("0.01"))
            if len(recent) == 10
            else None,
        }
        if row["round_number"] % 2:
            way = random.random()
            at = row["round_start_timestamp"] + timedelta(milliseconds=int(row["round_duration_ms"] * way))
            reached = (1 + (crash - 1) * Decimal(f"{way:.3f}") / 2).quantize(Decimal("0.01"))
            yield {**known, "multiplier": reached, "timestamp": at, "elapsed_ms": None, "is_final": False}
        at, elapsed = row["round_end_timestamp"], row["round_duration_ms"]
        yield {**known, "multiplier": crash, "timestamp": at, "elapsed_ms": elapsed, "is_final": True}
        recent = [*recent[-9:], crash] if row["round_number"] > 1 else [crash]


@RECIPES.table("crash.analytics_round_signals", streamed=True)
def signals(world: World, random: Random) -> Iterator[Row]:
    """What was advised before most rounds, and whether it turned out right; two models in every fourth."""
    number = 0
    for row in world.rows("crash.crash_game_rounds"):
        for model in range(2 if row["round_number"] % 4 == 0 else int(row["round_number"] % 5 != 0)):
            number += 1
            kind = pick_weighted(SIGNALS, number, random)
            yield {
                **_shared(row, "game_name", "platform_code"),
                "timestamp": row["round_start_timestamp"] - timedelta(seconds=2),
                "signal_type": kind,
                "confidence_score": Decimal(int(1_000 * random.betavariate(5, 2))).scaleb(-3),
                **_prediction(kind, number, model, random),
                "feature_vector": {
                    "previous": float(row["previous_crash_multiplier"] or 0),
                    "step": row["strategy_step"] or 0,
                },
                **(_truth(kind, row) if analysed(row) else UNKNOWN),
                "created_at": row["round_start_timestamp"],
            }


def _prediction(kind: str, number: int, model: int, random: Random) -> Row:
    fits = number % 3 != 0
    return {
        "pattern_match_type": random.choice(PATTERNS) if fits else None,
        "pattern_match_score": Decimal(random.randint(300, 990)).scaleb(-3) if fits else None,
        "predicted_multiplier": Decimal(random.randint(105, 600)).scaleb(-2) if number % 7 else None,
        "predicted_outcome": pick_weighted(PREDICTED[kind], number // 8, random) if number % 7 else None,
        "model_name": ("gradient_boosting", "sequence_net")[model] if number % 9 else None,
        "model_version": ("1.4", "0.9")[model] if number % 9 else None,
    }


def _truth(kind: str, row: Row) -> Row:
    crash, outcome = row["crash_multiplier"], row["round_outcome"]
    if crash is None:
        return {**UNKNOWN, "actual_outcome": outcome}
    good = crash >= 2
    right = good if kind in {"enter", "cash_out"} else not good
    return {"actual_multiplier": crash, "actual_outcome": outcome, "was_correct": right}


@RECIPES.table("crash.analytics_round_outcomes", streamed=True)
def outcomes(world: World, _: Random) -> Iterator[Row]:
    """The outcome of every round that was analysed."""
    repeated = (
        "session_id",
        "game_name",
        "platform_code",
        "strategy_name",
        "stake_amount",
        "target_multiplier",
        "cashout_multiplier",
        "crash_multiplier",
        "payout_amount",
        "profit",
        "profit_percentage",
        "balance_after",
    )
    wins = losses = 0
    for row in world.rows("crash.crash_game_rounds"):
        if row["round_number"] == 1:
            wins = losses = 0
        wins = wins + 1 if row["round_outcome"] == "win" else 0 if row["round_outcome"] == "loss" else wins
        losses = losses + 1 if row["round_outcome"] == "loss" else 0 if row["round_outcome"] == "win" else losses
        if not analysed(row):
            continue
        streaks = {"consecutive_wins": wins, "consecutive_losses": losses}
        found = {**_shared(row, *repeated), "outcome": row["round_outcome"], **streaks}
        at = row["timestamp"]
        yield {**found, "timestamp": at, "created_at": at}


@RECIPES.table("crash.error_logs")
def errors(world: World, random: Random) -> Iterator[Row]:
    """The failure of every round that had one, with what was tried next; and one of each bot before its first round."""
    number = 0
    for row in world.rows("crash.crash_game_rounds"):
        if row["error_type"]:
            for component in ("ocr", "recovery")[: 2 - row["id"] % 2]:
                number += 1
                place = {**_shared(row, "session_id"), "timestamp": row["timestamp"], "component": component}
                yield {**place, **_report(row["error_type"], number, row["round_number"], random)}
    for bot in world.rows("crash.bot_vm_registration"):
        if bot["last_heartbeat"] is None:
            continue
        number += 1
        place = {"round_id": None, "bot_id": bot["bot_id"], "session_id": None, "timestamp": bot["created_at"]}
        yield {**place, "component": None, **_report("connection_lost", number, None, random)}


def _report(kind: str, number: int, round_number: int | None, random: Random) -> Row:
    return {
        "error_type": kind,
        "error_message": FAILURES[kind],
        "severity": pick_weighted(SEVERITIES, number, random),
        "recovery_action": "waited for the next round" if number % 4 else None,
        "recovery_succeeded": number % 5 != 0 if number % 4 else None,
        "context": {"round": round_number, "attempt": 1 + number % 3} if number % 8 else None,
    }


@RECIPES.table("crash.ocr_validation_logs", streamed=True)
def ocr_validations(world: World, random: Random) -> Iterator[Row]:
    """Checks of what was read: of both numbers on the screen in every third round, of a blank screen now and then."""
    number = 0
    for row in world.rows("crash.crash_game_rounds"):
        if row["round_number"] % 3 == 0 and row["crash_multiplier"] is not None:
            for field, expected in (("multiplier", row["crash_multiplier"]), ("balance", row["balance_after"])):
                number += 1
                yield {**_shared(row), **_check(field, expected, number, random), "timestamp": row["timestamp"]}
        if row["round_number"] % 40 == 1:
            number += 1
            place = {"round_id": None, "bot_id": row["bot_id"], "timestamp": row["round_start_timestamp"]}
            yield {**place, **_check("screen", None, number, random)}


def _check(field: str, expected: Decimal | None, number: int, random: Random) -> Row:
    quality = pick_weighted(QUALITIES, number, random)
    readable = quality != "unreadable" and expected is not None
    valid = readable and quality != "poor"
    return {
        "ocr_engine": random.choice(("tesseract", "easyocr")),
        "field_name": field,
        "raw_text": f"{expected}x" if readable else "~|_",
        "cleaned_text": f"{expected}" if readable else None,
        "parsed_value": expected if valid else None,
        "expected_value": expected,
        "confidence_score": Decimal(random.randint(600, 999) if valid else random.randint(50, 600)).scaleb(-3),
        "quality": quality,
        "is_valid": valid,
        "rejection_reason": None if valid else "the text is no number" if not readable else "too little confidence",
    }
