/**
 * Takes the main thread out of all async scopes, by a binding of Node's that programs cannot reach but a
 * debugger sees. JavaScript that is terminated leaves none of those that it has entered, and Node ends a
 * process for that: "async hook stack has become corrupted".
 */
import type { Runtime, Session } from 'node:inspector';

/** A function of `node:internal/async_hooks`, which holds the binding. Node 20.0 has `require()` alone. */
const EXECUTION_ASYNC_ID = `(process.getBuiltinModule ?? require)('async_hooks').executionAsyncId`;
/**
 * As Node itself does after an uncaught exception. But V8 terminates at its next look only: by then the
 * scope of another tick or promise may have been entered. So Node's checks of what was entered last, and
 * of what is left at the end (`kTotals`, which counts hooks for nothing else), are switched off as well.
 * https://github.com/nodejs/node/blob/main/src/env.cc (`AsyncHooks::pop_async_context`)
 * https://github.com/nodejs/node/blob/main/src/api/callback.cc (`InternalCallbackScope::Close`)
 */
const LEAVE_SCOPES = `function () {
	const { kCheck, kTotals } = this.constants;
	this.clearAsyncIdStack();
	this.async_hook_fields[kCheck] = this.async_hook_fields[kTotals] = 0;
}`;

/** Node's binding, for `leaveScopes()`; `undefined` where it is not found. */
export async function findScopes(session: Session): Promise<string | undefined> {
	const { result } = await ask<Runtime.EvaluateReturnType>(session, 'Runtime.evaluate', {
		expression: EXECUTION_ASYNC_ID,
		includeCommandLineAPI: true,
		silent: true,
	});
	const { internalProperties = [] } = await readProperties(session, result.objectId);
	const scopes = internalProperties.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
	for (const { value } of (await readProperties(session, scopes)).result) {
		const variables = (await readProperties(session, value?.objectId)).result;
		const binding = variables.find(({ name }) => name === 'async_wrap');
		if (binding) return binding.value?.objectId;
	}
	return undefined;
}

/** Nothing waits for the answer. */
export function leaveScopes(session: Session, objectId: string): void {
	const params = { objectId, functionDeclaration: LEAVE_SCOPES, silent: true };
	session.post('Runtime.callFunctionOn', params);
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
