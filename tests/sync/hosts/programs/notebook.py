"""Drive a real Jupyter kernel: a line of JSON in, a line of JSON out.

``{"begin": code}`` starts a cell, ``{"interrupt": null}`` presses the stop button, and
``{"finish": null}`` waits for the cell and returns what it printed and its traceback.
"""

import json
import sys

from jupyter_client.manager import start_new_kernel

PATIENCE = 30


def finish(client, cell):
    """Return everything that a cell has printed, once it is done."""
    printed = error = ""
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != cell:
            continue
        content = message["content"]
        printed += content["text"] if message["msg_type"] == "stream" else ""
        error += "\n".join(content.get("traceback", []))
        if content.get("execution_state") == "idle":
            return {"printed": printed, "error": error}


manager, client = start_new_kernel(kernel_name="python3")
try:
    for line in sys.stdin:
        ((command, code),) = json.loads(line).items()
        answer = None
        if command == "begin":
            cell = client.execute(code)
        elif command == "interrupt":
            manager.interrupt_kernel()
        else:
            answer = finish(client, cell)
        print(json.dumps(answer), flush=True)
finally:
    client.stop_channels()
    manager.shutdown_kernel()
