"""multiprocessing: terminate(), join(), kill() of so many processes. `<count> <stubborn ones>`"""
import json
import multiprocessing
import os
import signal
import sys
import time


def child(ready, stubborn):
    def end(*_):
        time.sleep(0.05)
        os._exit(0)

    signal.signal(signal.SIGTERM, signal.SIG_IGN if stubborn else end)
    signal.alarm(120)
    ready.release()
    while True:
        signal.pause()


if __name__ == "__main__":
    count, stubborn = map(int, sys.argv[1:])
    context = multiprocessing.get_context("fork")
    ready = context.Semaphore(0)
    processes = [
        context.Process(target=child, args=(ready, index < stubborn), daemon=True)
        for index in range(count)
    ]
    for process in processes:
        process.start()
    for _ in processes:
        ready.acquire()
    started, cpu = time.monotonic(), time.process_time()
    for process in processes:
        process.terminate()
    deadline = started + 1
    for process in processes:
        process.join(max(0, deadline - time.monotonic()))
    for process in processes:
        if process.is_alive():
            process.kill()
    for process in processes:
        process.join()
    took, used = (time.monotonic() - started) * 1000, (time.process_time() - cpu) * 1000
    survivors = sum(process.is_alive() for process in processes)
    print(json.dumps({"took": took, "survivors": survivors, "cpu": used}))
