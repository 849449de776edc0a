/** Why a goal is missed, where it is: by the goal's name. */
export const REASONS: Record<string, string> = {
	"push by the channel / bare 'disconnect' handler":
		'a closed channel alone is no proof, and the kernel gives the child its new parent about 1 ms after it has closed it: the watch waits for that',
	"push by the lifeline / bare 'disconnect' handler":
		'as with the channel; the rest is spent in the child: one without the watch under the same supervisor is as quick as under any parent',
	'busy child with a guard, until its cleanup, max':
		'with the default grace period of 5 s the guard leaves a busy main thread a second before it interrupts it',
};
