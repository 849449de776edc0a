import { readUsage } from '../../processes/usage.js';
import { takeSurvey } from '../survey/survey.js';
import { growForest, type Selection, type TreeNode, walk } from './forest.js';

/** The processes that are asked for, with what they use. */
export async function look(selection: Selection): Promise<TreeNode[]> {
	const roots = growForest(await takeSurvey(), selection);
	const nodes = [...walk(roots)];
	const usage = await readUsage(nodes.map(({ process }) => process.pid));
	for (const node of nodes) node.usage = usage.get(node.process.pid);
	return roots;
}
