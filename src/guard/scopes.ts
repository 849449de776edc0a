/**
 * Takes the main thread out of all async scopes, by a binding of Node's that programs cannot reach but a
 * debugger sees. JavaScript that is terminated leaves none of those that it has entered, and Node ends a
 * process for that: "async hook stack has become corrupted".
 */
import type { Runtime, Session } from 'node:inspector';

/** A function of `node:internal/async_hooks`, which holds the binding. Node 20.0 has `require()` alone. */
const EXECUTION_ASYNC_ID = `(process.getBuiltinModule ?? require)('async_hooks').executionAsyncId`;
const KEY = 'parent-watchdog: leave the async scopes';
/**
 * As Node itself does after an uncaught exception. But V8 terminates at its next look only: by then the
 * scope of another tick or promise may have been entered. So Node's checks of what was entered last, and
 * of what is left at the end (`kTotals`, which counts hooks for nothing else), are switched off; and what
 * has been entered by then is left afterwards, with the calls of async hooks that have no end either.
 * https://github.com/nodejs/node/blob/main/src/env.cc (`AsyncHooks::pop_async_context`)
 * https://github.com/nodejs/node/blob/main/src/api/callback.cc (`InternalCallbackScope::Close`)
 */
const LEAVE_SCOPES = `function (activeHooks) {
	const { kCheck, kTotals } = this.constants;
	this.async_hook_fields[kCheck] = this.async_hook_fields[kTotals] = 0;
	this.clearAsyncIdStack();
	globalThis[Symbol.for('${KEY}')] = () => {
		this.clearAsyncIdStack();
		if (activeHooks) activeHooks.call_depth = 0;
	};
}`;

/** Objects of Node's, in the main thread. */
export interface Scopes {
	binding: string;
	activeHooks: string | undefined;
}

/** `undefined` where they are not found: then what is terminated in a timer or tick ends the process. */
export async function findScopes(session: Session): Promise<Scopes | undefined> {
	const { result } = await ask<Runtime.EvaluateReturnType>(session, 'Runtime.evaluate', {
		expression: EXECUTION_ASYNC_ID,
		includeCommandLineAPI: true,
		silent: true,
	});
	const { internalProperties = [] } = await readProperties(session, result.objectId);
	const closures = internalProperties.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
	for (const { value } of (await readProperties(session, closures)).result) {
		const variables = (await readProperties(session, value?.objectId)).result;
		const find = (name: string) => variables.find((it) => it.name === name)?.value?.objectId;
		const binding = find('async_wrap');
		if (binding !== undefined) return { binding, activeHooks: find('active_hooks') };
	}
	return undefined;
}

/** While the main thread is paused, before it is terminated. Nothing waits for the answer. */
export function leaveScopes(session: Session, { binding, activeHooks }: Scopes): void {
	session.post('Runtime.callFunctionOn', {
		objectId: binding,
		functionDeclaration: LEAVE_SCOPES,
		arguments: [{ objectId: activeHooks as string }],
		silent: true,
	});
}

/** In the main thread, if it has been terminated. Else Node would end it once there are new async hooks. */
export function leaveScopesAgain(): void {
	const place = globalThis as { [key: symbol]: (() => void) | undefined };
	const key = Symbol.for(KEY);
	place[key]?.();
	delete place[key];
}

function readProperties(
	session: Session,
	objectId: string | undefined,
): Promise<Runtime.GetPropertiesReturnType> {
	return ask(session, 'Runtime.getProperties', { objectId, ownProperties: true });
}

function ask<Answer>(session: Session, method: string, params: object): Promise<Answer> {
	return new Promise((resolve, reject) => {
		session.post(method, params, (error, answer) => {
			if (error) reject(error);
			else resolve(answer as Answer);
		});
	});
}
