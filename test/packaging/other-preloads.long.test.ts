/** `NODE_OPTIONS` that a user has set already, before the preload and behind it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { assertFamily } from './family.js';
import { byNpm, packAll, writePrograms } from './projects.js';
import { fileOf, type Tool, withoutTool } from './tools.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parent-watchdog-preloads-')));
after(() => rmSync(folder, { recursive: true }));

const app = join(folder, 'app');
const odd = join(folder, `a "folder" of its own, für mich`);
before(() => {
	byNpm(app, packAll(folder));
	writePrograms(app);
	mkdirSync(odd);
	writeFileSync(join(odd, 'mark.cjs'), "globalThis[Symbol.for('mark')] = true;");
	writeFileSync(join(odd, 'mark.mjs'), "globalThis[Symbol.for('mark')] = true;");
});

interface Preload {
	options(): string;
	/** The symbol by which it is known that it has been loaded. */
	MARK?: string;
	program?: string;
	variables?: Record<string, string>;
	tool?: Tool;
}

/** Neither has anybody to report to. */
const ALONE = {
	OTEL_TRACES_EXPORTER: 'none',
	OTEL_METRICS_EXPORTER: 'none',
	OTEL_LOGS_EXPORTER: 'none',
	OTEL_NODE_RESOURCE_DETECTORS: 'none',
	DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
	DD_REMOTE_CONFIGURATION_ENABLED: 'false',
	DD_TRACE_STARTUP_LOGS: 'false',
};

const preloads: Record<string, Preload> = {
	'a quoted path': { options: () => `--require ${quote(join(odd, 'mark.cjs'))}`, MARK: 'mark' },
	'an --import, and options of Node': {
		options: () => `--import=${pathToFileURL(join(odd, 'mark.mjs'))} --stack-trace-limit=20`,
		MARK: 'mark',
	},
	tsx: {
		options: () => `--import ${pathToFileURL(fileOf('tsx', 'dist', 'loader.mjs'))}`,
		program: 'program.ts',
		tool: 'tsx',
	},
	'the tracer of Datadog': {
		options: () => `--require ${quote(fileOf('dd-trace', 'init.js'))}`,
		MARK: 'dd-trace',
		variables: ALONE,
		tool: 'dd-trace',
	},
	"OpenTelemetry's instrumentations": {
		options: () => {
			const all = fileOf(
				'@opentelemetry/auto-instrumentations-node',
				'build',
				'src',
				'register.js',
			);
			return `--require ${quote(all)}`;
		},
		MARK: 'opentelemetry.js.api.1',
		variables: ALONE,
		tool: '@opentelemetry/auto-instrumentations-node',
	},
};

for (const [name, { options, MARK, program, variables, tool }] of Object.entries(preloads)) {
	const skip = tool ? withoutTool(tool) : false;
	describe(`beside ${name}`, { skip, concurrency: 2 }, () => {
		for (const PRELOAD_FIRST of ['', '1']) {
			it(PRELOAD_FIRST ? 'which comes second' : 'which comes first', async (t) => {
				const NODE_OPTIONS = options();
				const all = { MARK, PRELOAD_FIRST, NODE_OPTIONS, ...variables };
				await assertFamily(t, { app, words: [program ?? 'program.cjs'], variables: all });
			});
		}
	});
}

/** As Node reads it: https://nodejs.org/api/cli.html#node_optionsoptions */
function quote(path: string): string {
	return `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
}
