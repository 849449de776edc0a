/** Calls ps-list once, and prints what it tells: the least that a program which shows processes does. */
import('ps-list').then(async ({ default: psList }) => {
	for (const { pid, cpu, memory, cmd } of await psList()) console.log(pid, cpu, memory, cmd);
});
