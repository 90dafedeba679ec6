"""The command, from its first moment on."""

import subprocess
import sys

import pytest


def run(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)


def test_an_interrupt_while_it_is_loaded_is_no_traceback():
    done = run("""
import sys
from tminus.__main__ import main

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "tminus.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
main()
""")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_wrong_usage_is_told_with_exit_code_2():
    done = run("import sys; sys.argv[1:] = ['nothing']; from tminus.__main__ import main; main()")
    assert done.returncode == 2
    assert done.stderr.endswith("Error: No such command 'nothing'.\n")


@pytest.mark.parametrize(
    "arguments", [[], ["check", "x"], ["hint", "1"], ["replay", "x"], ["page"]]
)
def test_on_windows_it_says_in_one_line_that_it_needs_wsl(arguments):
    done = run(f"""
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in ("fcntl", "resource", "termios"):
            raise ImportError(name)

for name in ("fcntl", "resource", "termios"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Missing())
from tminus.cli import main
sys.platform = "win32"
sys.argv[1:] = {arguments!r}
main()
""")
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert line == "Error: programs are run on Linux and macOS only; on Windows use WSL"
    assert "Traceback" not in done.stderr
