"""An interpreter that has imported some modules and forks for each program, from a socket."""

import importlib
import json
import os
import socket
import sys


def wait_for_program(channel):
    """Fork for each program that comes; return it in the fork, and None at the end."""
    while True:
        given, streams, _, _ = socket.recv_fds(channel, 65536, 2)
        if not given:
            return None
        if not (pid := os.fork()):
            return json.loads(given), streams
        for stream in streams:
            os.close(stream)
        channel.sendall(f"{pid}\n".encode())
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        channel.sendall(f"{code}\n".encode())


def enter(program, streams):
    """Take on a program's arguments, folder, variables and streams; return its code."""
    for number, stream in enumerate(streams, 1):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(program["folder"])
    os.environ.clear()
    os.environ.update(program["variables"])
    sys.argv = program["command"]
    sys.path[0] = os.path.dirname(sys.argv[0])  # noqa: PTH120 - pathlib may not be there yet
    with open(sys.argv[0], encoding="utf-8") as file:  # noqa: PTH123 - as above
        return compile(file.read(), sys.argv[0], "exec")


if __name__ == "__main__":
    for name in sys.argv[2:]:
        importlib.import_module(name)
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        program = wait_for_program(channel)
    if program is not None:
        code = enter(*program)
        __file__ = sys.argv[0]
        exec(code)  # as __main__, whose names live until the interpreter's end
