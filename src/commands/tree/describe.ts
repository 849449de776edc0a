/** What a process is to the others, in a few words and one colour. */
import type { Style } from '../common/paint.js';
import type { TreeNode } from './forest.js';

export interface Label {
	text: string;
	style: Style;
}

export function describeRelations({ process, relations }: TreeNode): Label {
	if (process.hasEnded) return { text: 'ended, not reaped', style: 'dim' };
	const { orphanOf, reaperOf, reaper, supervisor, supervises, watching } = relations;
	const labels: (Label | false)[] = [
		orphanOf !== undefined && { text: `orphan of ${orphanOf}`, style: 'red' },
		reaperOf !== undefined && { text: `reaper of ${reaperOf}`, style: 'blue' },
		supervisor !== undefined && { text: `supervised by ${supervisor}`, style: 'green' },
		supervises > 0 && { text: nameSupervised(supervises, reaper), style: 'green' },
	];
	const known = labels.filter((label) => label !== false);
	const watch = describeWatching(watching, known.length === 0);
	const all = watch ? [...known, watch] : known;
	return { text: all.map(({ text }) => text).join(', '), style: all[0]?.style ?? 'dim' };
}

function nameSupervised(supervises: number, reaper: number | undefined): string {
	return `supervises ${supervises}${reaper === undefined ? '' : ` with reaper ${reaper}`}`;
}

/** That nothing is seen of a watch is worth a word only where nothing else is to be said. */
function describeWatching(
	{ state, by, pids }: TreeNode['relations']['watching'],
	isAlone: boolean,
): Label | undefined {
	switch (state) {
		case 'watching':
			return { text: `watches ${pids.join(', ')} (${by})`, style: 'green' };
		case 'detached':
			return { text: 'detached', style: 'cyan' };
		case 'off':
			return { text: 'watch off', style: 'yellow' };
		case 'unknown':
			return isAlone ? { text: 'unknown', style: 'yellow' } : undefined;
		default:
			return isAlone ? { text: 'not watched', style: 'dim' } : undefined;
	}
}
