/** Does what its arguments say, one after another, tells its parent, and then has nothing to do. */
const library = () => require('parent-watchdog') as typeof import('parent-watchdog');
const onMessage = (message: unknown) => console.log('message', message);
const onDisconnect = () => console.log('disconnected');
let removeHook = () => false;

const steps: Record<string, () => void> = {
	watch: () => library().watchParent(),
	stop: () => library().watchParent().stop(),
	hook: () => {
		removeHook = library().addCleanupHook(() => {});
	},
	unhook: () => removeHook(),
	'+message': () => process.on('message', onMessage),
	'-message': () => process.off('message', onMessage),
	'+disconnect': () => process.on('disconnect', onDisconnect),
	'-disconnect': () => process.off('disconnect', onDisconnect),
	'once disconnect': () => process.once('disconnect', onDisconnect),
};
for (const step of process.argv.slice(2)) steps[step]?.();
process.on('exit', (code) => console.log('exit', code));
process.send?.('ready');
