"""Somebody at a terminal: typed.py PATTERN KEYS [PATTERN KEYS]... -- COMMAND...

Runs the command on a pseudo-terminal of 80 columns. When what it wrote matches a pattern, the keys behind it are typed (`^C` is Ctrl-C,
`^Z` Ctrl-Z), then the next pattern is waited for. What the command writes goes to stdout as it is. Exit code: the command's, or 128 and its signal.
"""

import fcntl
import os
import pty
import re
import struct
import sys
import termios

split = sys.argv.index("--")
script, command = sys.argv[1:split], sys.argv[split + 1:]
steps = list(zip(script[::2], script[1::2]))
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execvp(command[0], command)
seen = b""
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
    seen += data
    while steps and (match := re.search(steps[0][0].encode(), seen)):
        seen = seen[match.end():]
        os.write(terminal, steps[0][1].replace("^C", "\x03").replace("^Z", "\x1a").encode())
        steps.pop(0)
status = os.waitpid(child, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
