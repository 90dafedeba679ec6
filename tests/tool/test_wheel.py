"""Installed from a wheel, outside any checkout, the exercise works."""

import importlib.util
import json
import subprocess
import sys
import venv

import pytest

from tminus.corpus import NAMES, home

CHECKOUT = home()


@pytest.fixture(scope="module")
def tminus(tmp_path_factory):
    """Runs the command of a fresh environment that has the wheel; the rest it takes from ours."""
    if not (CHECKOUT / "pyproject.toml").is_file() or CHECKOUT.name == "data":
        pytest.skip("there is no checkout to build a wheel from")
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed")
    place = tmp_path_factory.mktemp("wheel")
    build = "import hatchling.build, sys; print(hatchling.build.build_wheel(sys.argv[1]))"
    built = run([sys.executable, "-c", build, str(place)], CHECKOUT)
    wheel = place / built.stdout.splitlines()[-1]
    venv.create(place / "env", symlinks=True)
    python = place / "env" / "bin" / "python"
    purelib = run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], place
    ).stdout.strip()
    run([sys.executable, "-m", "zipfile", "-e", str(wheel), purelib], place)
    with open(f"{purelib}/ours.pth", "w", encoding="utf-8") as file:
        file.write("".join(f"{path}\n" for path in sys.path if path.endswith("-packages")))
    main = "import sys; from tminus.cli import main; sys.exit(main())"

    def command(*arguments):
        return run([str(python), "-c", main, *arguments], place, check=False)

    command.place, command.purelib = place, purelib
    return command


def run(command, place, check=True):
    done = subprocess.run(command, cwd=place, capture_output=True, text=True)
    assert not check or done.returncode == 0, done.stderr
    return done


def test_the_exercise_works_from_a_wheel(tminus):
    started = tminus("start", "mine")
    assert started.returncode == 0, started.stderr
    assert len(list((tminus.place / "mine").glob("*.py"))) == len(NAMES)
    fixed = CHECKOUT / "fixed" / "05_terminate_flag.py"
    (tminus.place / "mine" / "05_terminate_flag.py").write_bytes(fixed.read_bytes())
    checked = tminus("check", "--json", "mine")
    assert checked.returncode == 1, checked.stderr
    verdicts = {name: one["verdict"] for name, one in json.loads(checked.stdout)["mine"].items()}
    holding = [name for name, verdict in verdicts.items() if verdict == "holds"]
    assert holding == ["05_terminate_flag", "09_started_event"]
    assert "missing" not in verdicts.values()
    hinted = tminus("hint", "7", "--dir", "mine")
    assert "hint 1 of" in hinted.stdout
    shown = tminus("diff", "7")
    assert "07/n-zero" in shown.stdout


def test_it_is_the_wheel_that_works_and_not_the_checkout(tminus):
    code = "import tminus.corpus; print(tminus.corpus.home())"
    python = str(tminus.place / "env" / "bin" / "python")
    assert run([python, "-c", code], tminus.place).stdout.strip().startswith(tminus.purelib)
