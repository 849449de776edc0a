/** The types as TypeScript 5 sees them; `package.test.ts` tries the version that we are built with. */
import { rmSync } from 'node:fs';
import { after, before, describe } from 'node:test';
import { createConsumer, typesHold } from './consumer.js';
import { fileOf, withoutTool } from './tools.js';

describe('by TypeScript 5, the types hold', { skip: withoutTool('typescript') }, () => {
	let project: string;
	before(() => {
		project = createConsumer();
	});
	after(() => rmSync(project, { recursive: true }));
	typesHold(() => project, fileOf('typescript', 'bin', 'tsc'));
});
