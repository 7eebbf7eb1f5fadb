"""Runs a command on a pseudo-terminal: terminal.py COLUMNS COMMAND...

What the command writes goes to stdout as it is. Where it writes `<resize N>` the terminal becomes N columns wide, marked
by the sequence ESC [ 8 ; 24 ; N t; where it writes `<interrupt>` somebody presses Ctrl-C. Exit code: the command's, or
128 and the number of the signal that killed it.
"""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios


def resize(terminal, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def read():
    """What the command wrote; nothing at its end."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


columns, command = int(sys.argv[1]), sys.argv[2:]
ready, go = os.pipe()
child, terminal = pty.fork()
if child == 0:
    os.close(go)
    os.read(ready, 1)
    os.execvp(command[0], command)
resize(terminal, columns)
os.write(go, b".")
asked = b""
while data := read():
    # A wish is granted when the command has nothing more to say: not in the middle of a frame.
    while re.search(rb"<(resize|interrupt)", data) and select.select([terminal], [], [], 0.3)[0]:
        if not (more := read()):
            break
        data += more
    os.write(1, data)
    asked += data
    while match := re.search(rb"<(resize (\d+)|interrupt)>", asked):
        asked = asked[match.end():]
        if match[2]:
            resize(terminal, int(match[2]))
            os.write(1, b"\x1b[8;24;%dt" % int(match[2]))
        else:
            os.write(terminal, b"\x03")
status = os.waitpid(child, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
