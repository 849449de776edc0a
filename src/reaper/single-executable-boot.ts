/**
 * Preloaded into a second process of a single executable application: that becomes the reaper, and the
 * application is not started in it. What a preload throws ends the start of Node, but not the event loop
 * of a process that has caught it (tried on Node 20, 22, 24 and 26).
 */
import { rmdirSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { runProgram, takeBootFile } from './program-variables.js';

// It is loaded. Only this file, and its folder if that is empty: the variable may be anybody's.
const file = takeBootFile(process.env);
try {
	unlinkSync(file);
	rmdirSync(dirname(file));
} catch {
	// It is left to whoever cleans the folder for temporary files.
}
runProgram(process.execPath, require);
process.setUncaughtExceptionCaptureCallback(() => {
	process.setUncaughtExceptionCaptureCallback(null);
});
throw new Error('the application is not started in its reaper');
