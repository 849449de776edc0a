/** Why a goal is missed, where it is: by the goal's name. */
export const REASONS: Record<string, string> = {
	'busy child with a guard, until its cleanup, max':
		'with the default grace period of 5 s the guard leaves a busy main thread a second before it interrupts it',
};
