"""Runs a command and says, as one line of JSON, how long it took and what it needed.

    measure.py RESULT COMMAND [ARGUMENT ...]

Wall time and processor time in seconds, the largest resident memory of one process of it in kilobytes, and its exit status.
"""

import json
import os
import resource
import sys
import time


def main() -> int:
    result, *command = sys.argv[1:]
    start = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    wall_s = time.monotonic() - start
    # macOS counts bytes, Linux kilobytes.
    unit = 1024 if sys.platform == "darwin" else 1
    with open(result, "w", encoding="utf-8") as file:
        json.dump(
            {
                "wall_s": wall_s,
                "cpu_s": used.ru_utime + used.ru_stime,
                "peak_kb": used.ru_maxrss // unit,
                "status": os.waitstatus_to_exitcode(status),
            },
            file,
        )
    # What this process itself holds must not hide what the command holds.
    own_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
    if own_kb > used.ru_maxrss // unit:
        print("measure.py holds more memory than the command that it measures", file=sys.stderr)
        return 1
    return 0


sys.exit(main())
