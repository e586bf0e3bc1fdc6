#!/usr/bin/python3 -S
"""A plugin that answers as the contract wants, until its manner shows. The manner is its file's name after "zoo-"."""
import json
import os
import signal
import socket
import sys
import time

signal.alarm(60)
manner = os.path.basename(sys.argv[0]).removeprefix("zoo-")
path = next(a for a in sys.argv if a.startswith("--varlink=unix:")).removeprefix("--varlink=unix:")
if manner == "exits-at-start":
    sys.exit(3)
if manner == "never-listens":
    time.sleep(60)
if manner in ("ignores-term", "many-children", "orphan"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if manner in ("many-children", "orphan"):
    for _ in range(20 if manner == "many-children" else 1):
        if os.fork() == 0:
            if manner == "orphan" and os.fork() != 0:
                os._exit(0)
            time.sleep(50)
            os._exit(0)
if manner in ("child-ignores-term", "child-keeps-output", "child-leaves-the-group", "child-becomes-a-daemon"):
    if os.fork() == 0:
        if manner in ("child-leaves-the-group", "child-becomes-a-daemon"):
            os.setsid()
        if manner == "child-becomes-a-daemon" and os.fork() != 0:
            os._exit(0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(50)
        os._exit(0)
if os.path.exists(path):
    os.unlink(path)
server = socket.socket(socket.AF_UNIX)
server.bind(path)
server.listen(8)
if manner == "endless-output-at-start":
    while True:
        os.write(1, b"x" * 65536)
if manner == "endless-errors-at-start":
    while True:
        os.write(2, b"<3>no\n" * 10_000)
os.write(1, b"READY=1\n")


def send(connection, value):
    connection.sendall(json.dumps(value).encode() + b"\0")


def misbehave(connection):
    """What is done instead of answering a delivery."""
    accepted = {"parameters": {"outcome": {"accepted": {"detail": "250"}}}}
    if manner == "traps":
        os.kill(os.getpid(), signal.SIGILL)
    elif manner == "segfaults":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif manner in ("exits", "child-keeps-output", "child-leaves-the-group"):
        os._exit(0)
    elif manner in ("hangs", "child-ignores-term", "child-becomes-a-daemon", "ignores-term", "many-children", "orphan"):
        time.sleep(60)
    elif manner == "stops-itself":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif manner == "endless-errors":
        while True:
            os.write(2, b"<3>no\n" * 10_000)
    elif manner == "an-endless-error":
        while True:
            os.write(2, b"x" * 65536)
    elif manner == "garbage":
        connection.sendall(b"\x16\x03\x01 garbage {{{{\0")
    elif manner == "a-300-mb-line":
        for _ in range(300):
            connection.sendall(b"x" * 1_000_000)
    elif manner == "endless-output":
        while True:
            os.write(1, b"x" * 65536)
    elif manner == "fills-the-memory":
        hoard = []
        while True:
            hoard.append(b"x" * 64_000_000)
    elif manner == "fills-the-disk":
        with open(path + ".junk", "wb") as junk:
            while True:
                junk.write(b"x" * 1_000_000)
    elif manner == "closes-its-socket":
        connection.close()
        time.sleep(60)
    elif manner == "drips":
        for _ in range(600):
            connection.sendall(b" ")
            time.sleep(0.1)
    elif manner == "answers-twice":
        connection.sendall((json.dumps(accepted) + "\0").encode() * 2)
    elif manner == "bare-nul":
        connection.sendall(b"\0\0\0")
    elif manner == "deep":
        connection.sendall(b'{"parameters":' + b"[" * 200_000 + b"]" * 200_000 + b"}\0")
    elif manner == "bad-utf-8":
        connection.sendall(b'{"parameters":{"outcome":{"accepted":{"detail":"\xff\xfe\xc0"}}}}\0')
    elif manner == "no-outcome":
        send(connection, {"parameters": {}})
    elif manner == "two-outcomes":
        send(connection, {"parameters": {"outcome": {"accepted": {"detail": ""}, "rejected": {"reason": ""}}}})
    elif manner == "says":
        os.write(2, b"<4>delivered\n")
        send(connection, accepted)
    elif manner == "well":
        send(connection, accepted)


while True:
    connection, _ = server.accept()
    buffer = b""
    while chunk := connection.recv(65536):
        buffer += chunk
        if manner == "stops-reading" and len(buffer) > 100_000:
            time.sleep(60)
        while b"\0" in buffer:
            frame, buffer = buffer.split(b"\0", 1)
            method = json.loads(frame)["method"].rsplit(".", 1)[1]
            if method in ("Describe", "Configure"):
                if manner == "never-answers":
                    time.sleep(60)
                contract = 99 if manner == "wrong-contract" else 1
                send(connection, {"parameters": {"description": {
                    "contract": contract, "name": "zoo", "version": "1", "summary": "a bad one", "settings": [],
                    "longestDeliverySeconds": 1, "neverDoubled": False}}})
            elif method == "Render":
                size = 800_000 if manner == "stops-reading" else 4
                payload = {"contentType": "text/plain", "bytes": "A" * size, "envelope": {}}
                send(connection, {"parameters": {"payload": payload}})
            elif method == "Deliver":
                misbehave(connection)
    connection.close()
