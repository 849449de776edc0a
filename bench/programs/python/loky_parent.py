"""A parent with one worker of loky. Does what it is told on stdin; ends with it."""
import os
import signal
import sys
import time

try:
    import loky
except ImportError:
    from joblib.externals import loky


def child():
    # What starts the workers leaves them stdin, stdout and stderr alone.
    def end(*_):
        os.write(1, b"hook %f\ndone\n" % (time.monotonic() * 1000))
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    os.write(1, b"ready %d\n" % os.getpid())
    if os.environ.get("SITUATION") == "busy":
        while True:
            pass


if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        sys.exit()
    executor = loky.get_reusable_executor(max_workers=1, timeout=60)
    executor.submit(child).result() if os.environ.get("SITUATION") != "busy" else executor.submit(child)
    os.close(3)
    for order in sys.stdin:
        if order.strip() == "die":
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
