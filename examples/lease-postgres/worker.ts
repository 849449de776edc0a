import { addCleanupHook } from 'parent-watchdog';

addCleanupHook(({ type, detectedBy }) =>
	console.log(`a worker cleans up: ${type}, by ${detectedBy}`),
);
process.send?.('works');
setInterval(() => {
	// ... its work ...
}, 1000);
