"""Runs in the place of a unit's program, in its very sandbox, and tells what it could do: tries.py OUT WORD…"""

import os
import socket
import sys


def attempt(word):
    kind, _, what = word.partition(":")
    if kind == "read":
        if os.path.isdir(what):
            os.listdir(what)
        else:
            open(what, "rb").read(1)
    elif kind == "write":
        with open(what, "wb") as file:
            file.write(b"x")
        os.unlink(what)
    elif kind == "connect":
        socket.create_connection((what.rpartition(":")[0], int(what.rpartition(":")[2])), 2).close()
    elif kind == "unix":
        end = socket.socket(socket.AF_UNIX)
        end.settimeout(2)
        end.connect(what)
        end.close()
    elif kind == "socket":
        socket.socket(getattr(socket, what)).close()
    elif kind == "execute":
        if os.spawnv(os.P_WAIT, what, [what]) == 127:
            raise PermissionError(what)
    elif kind == "become":
        os.setuid(int(what))
    else:
        raise ValueError(word)


for word in sys.argv[1:]:
    try:
        attempt(word)
        print(f"can {word}", flush=True)
    except (OSError, PermissionError) as error:
        print(f"cannot {word} ({error})", flush=True)
