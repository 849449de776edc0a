/** Answers each line of stdin, and ends with it. */
import { createInterface } from 'node:readline/promises';
import './observe.js';

async function answer(): Promise<void> {
	const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '? ' });
	lines.prompt();
	for await (const line of lines) {
		console.log(`answered ${line}`);
		lines.prompt();
	}
	console.log('no more lines');
}
void answer();
