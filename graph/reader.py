"""A process that makes files ready for the store, one at a time, so that one which hangs or crashes can be ended.

    python -m graph.reader 4294967296       # started by graph.crew; the most memory that it may have, in bytes

A graph.files.Job and the seconds that it may take come pickled on standard input, a graph.files.Taken goes back on
standard output; True comes first of all, when the process is ready.
"""

import os
import pickle
import sys
from contextlib import suppress

from graph.files import take
from graph.process import alarm, bound_memory

# How much longer than its time a job has where nobody is left to end it.
_GRACE = 5


def main() -> None:
    """Take jobs until standard input ends."""
    bound_memory(int(sys.argv[1]))
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not come between.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(BrokenPipeError, EOFError):
        pickle.dump(True, output)
        output.flush()
        while True:
            job, seconds = pickle.load(sys.stdin.buffer)
            alarm(seconds + _GRACE)
            taken = take(job)
            alarm(0)
            pickle.dump(taken, output)
            output.flush()
    # What is still to be written nobody will read.
    os._exit(0)


if __name__ == "__main__":
    main()
