/** Python: `Finalize(obj, callback, exitpriority=10)` and `atexit.register()`. */
import { addCleanupHook, finalize } from 'parent-watchdog';

class Connection {
	constructor(readonly name: string) {}
}

const connection = new Connection('database');
finalize(connection, () => console.log('3. the connection is closed'), { priority: 10 });
addCleanupHook(
	() => {
		console.log('1. this one fails, and costs the others nothing');
		throw new Error('broken');
	},
	{ priority: 30, name: 'broken' },
);
addCleanupHook(
	async () => {
		await new Promise((done) => setTimeout(done, 50));
		console.log('2. this one takes its time');
	},
	{ priority: 20 },
);
addCleanupHook(() => console.log('4. last of all'), { priority: -10 });
console.log(`${connection.name} is open; the program ends`);
