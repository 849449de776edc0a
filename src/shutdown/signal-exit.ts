/**
 * The package signal-exit listens to signals as well, and waits for whoever else listens to decide, just as we
 * do; waiting for each other, nobody would end the process. So its listeners do not count.
 */
interface Emitter {
	count?: number;
}

/** The signals that it listens to: https://github.com/tapjs/signal-exit/blob/main/src/signals.ts */
const SIGNALS =
	/^SIG(HUP|INT|TERM|ALRM|ABRT|VTALRM|XCPU|XFSZ|USR2|TRAP|SYS|QUIT|IOT|IO|POLL|PWR|STKFLT)$/;

/** Version 3 keeps its emitter on `process`, 4 on `globalThis`. */
export function countSignalExit(signal: NodeJS.Signals): number {
	if (!SIGNALS.test(signal)) return 0;
	const { __signal_exit_emitter__: v3 } = process as { __signal_exit_emitter__?: Emitter };
	const v4 = (globalThis as Record<symbol, unknown>)[Symbol.for('signal-exit emitter')];
	return (v3?.count ?? 0) + ((v4 as Emitter | undefined)?.count ?? 0);
}
