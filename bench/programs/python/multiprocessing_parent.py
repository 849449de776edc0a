"""A parent with one daemon process of multiprocessing. Does what it is told on stdin; ends with it."""
import multiprocessing
import os
import signal
import sys
import time

RECORD = 3


def child():
    def end(*_):
        os.write(RECORD, b"hook %f\ndone\n" % (time.monotonic() * 1000))
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    os.write(RECORD, b"ready %d\n" % os.getpid())
    while True:
        if os.environ.get("SITUATION") != "busy":
            signal.pause()


if __name__ == "__main__":
    for _ in range(int(os.environ.get("COUNT", "1"))):
        multiprocessing.get_context("fork").Process(target=child, daemon=True).start()
    os.close(RECORD)
    os.close(1)
    for order in sys.stdin:
        if order.strip() == "die":
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
