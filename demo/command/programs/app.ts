/** An application with a supervisor: a worker that watches, and a program that cannot. */
import { supervise } from 'parent-watchdog/supervisor';

const supervisor = supervise();
supervisor.fork('worker.js');
supervisor.spawn('sleep', ['3600'], { stdio: 'ignore' });
setInterval(() => {}, 60_000);
