"""The command, from its first moment on."""

import subprocess
import sys


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
