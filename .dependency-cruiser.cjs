/**
 * The layers of src/, from the top floor to the ground. Imports, type imports and lazy requires only go down:
 * a file may use its own layer and those below it.
 */
const LAYERS = [
	['entrances', '^src/(index|register|supervisor|lease|cli)\\.ts$'],
	['commands', '^src/commands/'],
	['application', '^src/application/'],
	['watchdog', '^src/watchdog/'],
	// Side by side: neither knows the other.
	['supervision', '^src/supervision/', 'guard', '^src/guard/'],
	['shutdown', '^src/shutdown/'],
	['child', '^src/child/'],
	['detection', '^src/detection/'],
	['lease', '^src/lease/'],
	['reaper', '^src/reaper/'],
	['preload', '^src/preload/'],
	['options', '^src/(options|given-options|option-texts|option-variables)\\.ts$'],
	['processes', '^src/processes/'],
	['protocol', '^src/(protocol/|environment\\.ts$)'],
	['runtime', '^src/runtime/'],
];

const forbidden = LAYERS.flatMap(([name, path, besideName, beside], floor) => {
	const above = LAYERS.slice(0, floor).flatMap(([, one, , other]) =>
		other ? [one, other] : [one],
	);
	const up = (from, fromPath) => ({
		name: `${from}-imports-only-below`,
		comment: `${from} may import its own files and the layers below it; see ARCHITECTURE.md.`,
		severity: 'error',
		from: { path: fromPath },
		to: { path: above },
	});
	const across = (from, fromPath, toPath) => ({
		name: `${from}-stands-alone`,
		severity: 'error',
		from: { path: fromPath },
		to: { path: toPath },
	});
	const rules = above.length > 0 ? [up(name, path)] : [];
	if (!beside) return rules;
	return [
		...rules,
		up(besideName, beside),
		across(name, path, beside),
		across(besideName, beside, path),
	];
});

module.exports = {
	forbidden: [
		...forbidden,
		{
			name: 'shutdown-and-detection-stand-alone',
			comment: 'What both need to know is in protocol/verdict.ts.',
			severity: 'error',
			from: { path: '^src/shutdown/' },
			to: { path: '^src/(detection|child)/' },
		},
		{ name: 'no-circle', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
		{
			name: 'entrances-are-doors',
			comment: 'Nothing but other entrances may import an entrance.',
			severity: 'error',
			from: { path: '^src/.+/' },
			to: { path: LAYERS[0][1] },
		},
	],
	options: {
		// Type imports count as any other: what a reader has to follow is the same.
		tsPreCompilationDeps: true,
		parser: 'swc',
		doNotFollow: { path: 'node_modules' },
	},
};
