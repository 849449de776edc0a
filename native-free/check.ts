/**
 * Packs the package, installs it as a user would, and fails if any installed file is native code, or if
 * npm would run or compile anything when it is installed.
 */
import { EXCEPTIONS } from './exceptions.js';
import { inspect, listFiles } from './inspect.js';
import { packAndInstall } from './install.js';

const { folder, remove } = packAndInstall();
try {
	const findings = inspect(folder, EXCEPTIONS);
	for (const { file, what, why } of findings) console.error(`${file}: ${what}; ${why}`);
	const packages = listFiles(folder)
		.filter((file) => /^node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file))
		.map((file) => file.slice('node_modules/'.length, -'/package.json'.length));
	const files = `${listFiles(folder).length} files of ${packages.join(', ')}`;
	if (findings.length > 0) {
		console.error(`native-free: ${findings.length} findings in ${files}`);
		process.exitCode = 1;
	} else {
		console.log(`native-free: nothing native in ${files}, but for the known exceptions:`);
		for (const { file, sha256 } of EXCEPTIONS) console.log(`  ${file}, sha256 ${sha256}`);
	}
} finally {
	remove();
}
