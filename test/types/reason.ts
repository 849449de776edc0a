/** The reason of a shutdown: its type says which fields it has. That this compiles is the test. */
import { expectTypeOf } from 'expect-type';
import type { ReasonType, ShutdownReason, Source } from 'parent-watchdog';

expectTypeOf<ShutdownReason['type']>().toEqualTypeOf<ReasonType>();
expectTypeOf<ShutdownReason>().toExtend<Error>();

export function tell(reason: ShutdownReason): string {
	expectTypeOf(reason.startedAt).toEqualTypeOf<number>();
	expectTypeOf(reason.code).toExtend<string>();
	// Before it is known which one, each field may be missing.
	expectTypeOf(reason.signal).toEqualTypeOf<NodeJS.Signals | undefined>();
	expectTypeOf(reason.detectedBy).toEqualTypeOf<Source | undefined>();
	switch (reason.type) {
		case 'parent-gone':
		case 'parent-unreachable':
			expectTypeOf(reason.detectedBy).toEqualTypeOf<Source>();
			expectTypeOf(reason.decidedAt).toEqualTypeOf<number>();
			expectTypeOf(reason.exitCode).toEqualTypeOf<number>();
			expectTypeOf(reason.parentPid).toEqualTypeOf<number | undefined>();
			return reason.detectedBy;
		case 'signal':
			expectTypeOf(reason.signal).toEqualTypeOf<NodeJS.Signals>();
			expectTypeOf(reason.parentPid).toEqualTypeOf<undefined>();
			return reason.signal;
		case 'stop':
		case 'interrupt':
			return reason.exitCode.toFixed();
		case 'shutdown':
		case 'exit':
			expectTypeOf(reason.cause).toEqualTypeOf<unknown>();
			return String(reason.cause);
		default:
			// All have been named.
			return reason;
	}
}
