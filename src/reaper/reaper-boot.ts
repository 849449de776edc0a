/**
 * What `node -e` runs to become the reaper. Its program is in the environment: a command line is shown by
 * `ps`, and too short on Windows. A pipe may not hold it all before we are killed.
 */
import { compileFunction } from 'node:vm';
import { takeProgram } from './program-variables.js';

const filename = process.argv[1] ?? '';
compileFunction(takeProgram(process.env), ['require', '__filename'], { filename })(
	require,
	filename,
);
