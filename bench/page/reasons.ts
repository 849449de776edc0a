const CHANNEL =
	'a closed channel alone is no proof, and the kernel gives the child its new parent about 1 ms after it has closed it: the watch waits for that';

/** Why a goal is missed, where it is: by the goal's name. */
const REASONS: Record<string, string> = {
	"push by the channel / bare 'disconnect' handler": CHANNEL,
	"push by the lifeline / bare 'disconnect' handler":
		'as with the channel; the rest is spent in the child: one without the watch under the same supervisor is as quick as under any parent',
	'busy child with a guard, until its cleanup, max':
		'with the default grace period of 5 s the guard leaves a busy main thread a second before it interrupts it',
	'preload, more than an empty package':
		'half of it is a second file and the first timer of the process, which Node has not compiled yet; the rest is our identity, read from /proc and written into the environment',
	'stopping 50 / one, Node children with a hook':
		'each of them needs some 8 ms of a processor to run its hook and to end as Node does, and there are two processors: it grows with the number of processes, not with what the supervisor does',
	"first hook after the kill / bare 'disconnect' handler": CHANNEL,
	'first hook / bare handler, each as the only child': CHANNEL,
	'a lifeline message / process.send()':
		'it is a change of the shared map: checked here, parsed, checked and kept there before its listeners are told; a bare message is only parsed',
	'entrance: time / time before': 'from run to run it is 0.38 to 0.41',
	'first hook: time / time before':
		'from run to run it is 0.48 to 0.54; a tenth is spent on opening stdout, to hear of a broken pipe',
	'preload: time / time before':
		'0.4 ms more than before it polled in step with others, knew its path and told of misspelt variables',
	'run adds to a command / a bare start of Node':
		'a line of Node that only spawns the program takes most of that; the rest is the helper shell, and what is read before the program starts',
	'tree of 500 processes / ps-list once, as programs':
		'it reads the state and the environment of each process besides, while ps needs the same two processors',
};

/** What the last column says of a goal that is missed. */
export function tellMissed(what: string): string {
	return REASONS[what] ? `**missed**: ${REASONS[what]}` : '**missed**';
}
