"""Asks who serves an interface of OrgLife by Python's own varlink: client.py SOCKET INTERFACE METHOD [PARAMETERS]"""

import json
import signal
import sys

import varlink

# A claim is bounded in time.
signal.alarm(30)

path, name, method = sys.argv[1:4]
parameters = json.loads(sys.argv[4]) if len(sys.argv) > 4 else {}
with varlink.Client(address="unix:" + path) as client:
    assert name in client.get_interfaces(), client.get_interfaces()
    described = client.get_interface(name)
    assert described.name == name and method in described.members, sorted(described.members)
    with client.open(name) as service:
        try:
            print(json.dumps(getattr(service, method)(**parameters), ensure_ascii=False))
        except varlink.VarlinkError as error:
            print(error.error(), json.dumps(error.parameters(), ensure_ascii=False, sort_keys=True))
