/** Works through a queue, the files of a folder. Told to end, it finishes its job and takes no other. */
const { readdir, rename, rm } = require('node:fs/promises');
const { join } = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { addCleanupHook, stopEvent, watchParent } = require('parent-watchdog');

const [, , folder = 'jobs'] = process.argv;
watchParent();

let atWork = Promise.resolve();
addCleanupHook(() => atWork, { name: 'finish the job' });

async function main() {
	while (!(await stopEvent.wait(20))) {
		const job = await take();
		if (job) atWork = workOn(job);
		await atWork;
	}
}

/** A rename is atomic: of several workers, one gets the job. */
async function take() {
	const [name] = (await readdir(folder)).filter((name) => name.endsWith('.job'));
	if (!name) return undefined;
	const job = join(folder, name);
	return rename(job, `${job}.taken`).then(
		() => job,
		() => undefined,
	);
}

async function workOn(job) {
	console.log('started', job);
	await delay(300);
	await rm(`${job}.taken`);
	console.log('finished', job);
}

void main();
