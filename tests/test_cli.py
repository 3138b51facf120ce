import subprocess
import sys

import pytest

from swap_teach.cli import VERBS, main


def test_without_a_verb_all_verbs_are_listed(capsys):
    assert main([]) == 2
    shown = capsys.readouterr().out
    for verb, (_, what) in VERBS.items():
        assert verb in shown
        assert what in shown


def test_an_unknown_verb_is_a_usage_error_that_names_those_there_are(capsys):
    with pytest.raises(SystemExit) as error:
        main(["scroe"])
    assert error.value.code == 2
    assert "invalid choice: 'scroe'" in capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself(verb, capsys):
    with pytest.raises(SystemExit) as error:
        main([verb, "--help"])
    assert error.value.code == 0
    shown = capsys.readouterr().out
    assert f"usage: swap-teach {verb}" in shown
    assert len(shown.splitlines()) > 5


def test_what_cannot_be_done_is_one_sentence_and_status_2(capsys):
    assert main(["score"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("swap-teach score: Say what to score: --space NAME")
    assert "Traceback" not in shown


def test_help_answers_without_torch():
    code = "import sys; sys.modules['torch'] = None; from swap_teach.cli import main; main(sys.argv[1:])"
    for words in ([], ["rank", "--help"], ["score", "--help"], ["fetch", "--help"], ["doctor", "--help"]):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "usage: swap-teach" in done.stdout


def test_stopping_by_hand_is_no_traceback(monkeypatch, capsys):
    def stop(given):
        raise KeyboardInterrupt

    monkeypatch.setattr("swap_teach.commands.rank.main", stop)
    assert main(["rank"]) == 130
    assert "swap-teach rank: stopped by you." in capsys.readouterr().err
