"""A mail relay with STARTTLS and a password, of Python's own library: relay.py FOLDER CERTIFICATE KEY PORT.

Each accepted message is a file in FOLDER, synced before the answer."""

import base64
import os
import socket
import ssl
import sys
import threading

folder, certificate, key, port = sys.argv[1:5]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
lock = threading.Lock()
count = 0


def store(data):
    global count
    with lock:
        count += 1
        number = count
    with open(f"{folder}/.{number}", "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.rename(f"{folder}/.{number}", f"{folder}/{number}.eml")
    return number


def serve(connection):
    stream = connection.makefile("rb")

    def say(text):
        connection.sendall((text + "\r\n").encode())

    secure = known = False
    say("220 relay.example ESMTP")
    while line := stream.readline(2000):
        words = line.decode("utf-8", "replace").strip()
        verb = words.split(" ")[0].upper()
        if verb == "EHLO":
            say("250-relay.example")
            say("250-8BITMIME")
            say("250 AUTH PLAIN LOGIN" if secure else "250 STARTTLS")
        elif verb == "STARTTLS" and not secure:
            say("220 go on")
            connection = context.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rb")
            secure = True
        elif verb == "AUTH" and secure:
            parts = words.split(" ")
            if parts[1].upper() == "PLAIN":
                if len(parts) < 3:
                    say("334 ")
                    parts.append(stream.readline(2000).decode().strip())
                given = base64.b64decode(parts[2]).split(b"\0")[1:]
            else:
                given = []
                for question in (b"Username:", b"Password:"):
                    say("334 " + base64.b64encode(question).decode())
                    given.append(base64.b64decode(stream.readline(2000)))
            known = given == [b"party-office", b"right horse"]
            say("235 2.7.0 welcome" if known else "535 5.7.8 not you")
        elif verb == "QUIT":
            say("221 bye")
            return
        elif not known:
            say("530 5.7.0 who are you")
        elif verb in ("MAIL", "RCPT", "RSET", "NOOP"):
            say("250 2.1.0 fine")
        elif verb == "DATA":
            say("354 go on")
            data = b""
            while (line := stream.readline(100000)) != b".\r\n":
                if not line:
                    return
                data += line[1:] if line.startswith(b"..") else line
            say(f"250 2.0.0 queued as {store(data)}")
        else:
            say("502 5.5.1 what")


listening = socket.create_server(("127.0.0.1", int(port)))
open(f"{folder}/.ready", "w").close()
while True:
    accepted, _ = listening.accept()

    def run(connection=accepted):
        try:
            serve(connection)
        except (OSError, ValueError):
            pass
        finally:
            connection.close()

    threading.Thread(target=run, daemon=True).start()
