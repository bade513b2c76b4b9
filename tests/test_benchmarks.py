"""How benchmarks measure and judge. Their figures are nobody's test: they depend on the machine."""

import subprocess
from collections.abc import Iterator

import pytest

from benchmarks import harness, reference
from benchmarks.harness import Bar, asked, judge, over
from tests.syntax import TREE

FASTER = Bar("ours_theirs", over("ours", "theirs"), ">=", 2.0)


def measured(*ours: float) -> list[harness.Measurement]:
    """Two measurements; ours comes out as listed, round after round."""
    values: Iterator[float] = iter(ours)
    return [lambda: {"theirs": 100.0}, lambda: {"ours": next(values)}]


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_the_median_is_judged_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(asked("Speed.", []), measured(100, 250, 900), [FASTER]) == 0
    assert lines(capsys)[-1] == "ratio ours_theirs 2.500 >= 2 ok"


def test_a_bar_that_is_missed_says_so_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    small = Bar("size", lambda figures: figures["ours"], "<=", 150)
    assert judge(asked("Speed.", []), measured(180, 180, 180), [FASTER, small]) == 1
    assert lines(capsys)[-2:] == ["ratio ours_theirs 1.800 >= 2 short", "ratio size 180.000 <= 150 short"]


def test_of_what_is_measured_several_times_a_round_the_median_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    values = iter((100, 900, 250, 100, 300, 900, 240, 1000, 100))
    again = [lambda: {"ours": next(values), "theirs": 100}] * 3
    assert judge(asked("Speed.", []), again, [FASTER]) == 0
    assert "2.500" in capsys.readouterr().out


def test_a_bar_missed_closely_gets_two_more_rounds(capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(asked("Speed.", []), measured(190, 195, 300, 210, 220), [FASTER]) == 0
    assert lines(capsys)[-1] == "ratio ours_theirs 2.100 >= 2 ok"


def test_what_must_not_happen_at_all_is_never_close(capsys: pytest.CaptureFixture[str]) -> None:
    none = Bar("refused", lambda figures: figures["ours"], "<=", 0)
    assert judge(asked("Speed.", []), measured(1, 1, 1), [none]) == 1
    assert lines(capsys)[-1] == "ratio refused 1.000 <= 0 short"


def test_quick_says_what_it_shrinks(capsys: pytest.CaptureFixture[str]) -> None:
    quick, full = asked("Speed.", ["--quick"]), asked("Speed.", [])
    assert (quick.size("people", 1000, 10), full.size("people", 1000, 10)) == (10, 1000)
    judge(quick, measured(300, 300, 300), [FASTER])
    assert lines(capsys)[1] == "quick: people 1,000 → 10"


def test_bars_in_seconds_follow_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "slowness", lambda: 2.0)
    assert reference.seconds(3.0) == 6.0
    assert reference.per_second(100.0) == 50.0


def test_make_runs_every_benchmark() -> None:
    said = subprocess.run(
        ["make", "-n", "bench", "QUICK=1"], cwd=TREE, capture_output=True, text=True, check=True
    )
    there = {path.stem for path in (TREE / "benchmarks").glob("*.py") if "judge(" in path.read_text()}
    apart = {"harness", "partitions"}  # half an hour, for a decision that is years away
    assert all(name in said.stdout for name in there - apart)
    assert "--quick" in said.stdout
