/** A look at what the main thread is doing, after which it goes on as if nobody had looked. */
import type { Sight } from '../protocol/guard-line.js';
import { setTimeout } from '../runtime/system.js';
import { type Frame, formatStack, openSession, pause } from './inspection.js';

/**
 * How long it takes until the main thread is paused, in ms, once it has answered. An idle one is not, but
 * by what runs next.
 */
const TURN = 100;
/**
 * How much of a stack is told: an endless recursion has thousands of frames, a `data:` URL is a file. As
 * JSON it has to fit a message.
 */
const MOST_FRAMES = 100;
const MOST_CHARACTERS = 20_000;

/**
 * JavaScript answers at once, a native call never: that one has `ms` to come to its end. `ours` is the
 * folder of our own files, where there is one.
 */
export async function lookAtMainThread(ms: number, ours: string | undefined): Promise<Sight> {
	const session = openSession();
	if (!session) return { seen: 'nothing' };
	const { asked, frames } = pause(session);
	try {
		const isAsked = asked.then(() => true);
		const first = await Promise.race([frames, isAsked, after(ms)]);
		if (first === undefined) return { seen: 'native' };
		const found = first === true ? await Promise.race([frames, after(TURN)]) : first;
		return found ? describe(found, ours) : { seen: 'idle' };
	} catch {
		return { seen: 'nothing' };
	} finally {
		// It undoes what was asked: a pending pause is none any more, and who is paused goes on. Until then no
		// JavaScript runs, so none gets to its exit, where Node would wait for the debugger and say so.
		session.disconnect();
	}
}

/** What runs first when something happens is Node's own code; or ours, which was just asked as well. */
function describe(frames: readonly Frame[], ours: string | undefined): Sight {
	const top = frames.find(({ file }) => !file.startsWith('node:'));
	const isProgram = top !== undefined && !(ours && top.file.startsWith(ours));
	const shown = formatStack(frames.slice(0, MOST_FRAMES)).slice(0, MOST_CHARACTERS);
	const left = frames.length - MOST_FRAMES;
	const stack = left > 0 ? `${shown}\n    ... and ${left} more` : shown;
	return { seen: isProgram ? 'javascript' : 'idle', stack };
}

function after(ms: number): Promise<undefined> {
	return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}
