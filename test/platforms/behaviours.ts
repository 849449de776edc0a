import { commands } from './behaviours/command.js';
import { ending } from './behaviours/ending.js';
import { guarding } from './behaviours/guarding.js';
import { permissions } from './behaviours/permissions.js';
import { supervised } from './behaviours/supervised.js';
import { supervising } from './behaviours/supervising.js';
import { watching } from './behaviours/watching.js';

/** All rows of the table, in its order. */
export const behaviours = [
	...watching,
	...ending,
	...guarding,
	...supervised,
	...supervising,
	...commands,
	...permissions,
];
