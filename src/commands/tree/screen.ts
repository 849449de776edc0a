/** The terminal while a program draws on all of it, and what it was before. */
import { emitKeypressEvents } from 'node:readline';
import { exit } from '../../runtime/system.js';
import { addCleanupHook, watchParent } from '../../watchdog/api.js';
import type { Key } from './view.js';

/** A second screen without the cursor: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';

export class Screen {
	#isEntered = false;

	/** Whatever ends this process, the terminal is what it was before; only SIGKILL leaves it as it is. */
	constructor(
		private readonly onKey: (key: Key) => void,
		private readonly onResize: () => void,
	) {
		const { stdin, stdout } = process;
		watchParent();
		addCleanupHook(() => this.leave(), { name: 'restore the terminal' });
		// Nobody sees it any more.
		stdout.on('error', () => exit(1));
		emitKeypressEvents(stdin);
		stdin.on('keypress', (_, key: Key) => this.onKey(key));
		stdout.on('resize', this.onResize);
		process.on('SIGTSTP', () => this.#stop());
		process.on('SIGCONT', () => {
			this.enter();
			this.onResize();
		});
		this.enter();
	}

	enter(): void {
		if (this.#isEntered) return;
		this.#isEntered = true;
		process.stdin.setRawMode(true).resume();
		process.stdout.write(ENTER);
	}

	leave(): void {
		if (!this.#isEntered) return;
		this.#isEntered = false;
		process.stdin.setRawMode(false).pause();
		process.stdout.write(LEAVE);
	}

	/** In one go, so that nothing flickers; each line is cleared behind what it holds. */
	show(lines: readonly string[]): void {
		if (!this.#isEntered) return;
		process.stdout.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}\x1b[J`);
	}

	/** The whole job, as Ctrl+Z does where the terminal sends it. */
	suspend(): void {
		process.kill(0, 'SIGTSTP');
	}

	#stop(): void {
		this.leave();
		process.kill(process.pid, 'SIGSTOP');
	}
}
