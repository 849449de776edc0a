/** Writes more than a pipe holds, in pieces, and exits when all is written. */
import './observe.js';

for (let piece = 0; piece < 200; piece += 1)
	process.stdout.write(`${piece} ${'x'.repeat(20_000)}\n`);
process.stdout.write('the end\n', () => process.exit(3));
