/** For pids that are looked up. Never 0 or 1: 0 means our own process group, and so the whole test run (kill(2)). */
export function sendSignal(pid: number | undefined, signal: NodeJS.Signals): void {
	if (pid === undefined || !(pid > 1)) throw new Error(`pid ${pid}: there is nobody to signal`);
	process.kill(pid, signal);
}
