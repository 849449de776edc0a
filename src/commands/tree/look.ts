import { takeSurvey } from '../survey/survey.js';
import { addUsage } from '../survey/usage.js';
import { growForest, type Selection, type TreeNode, walk } from './forest.js';

/** The processes that are asked for, with what they use. */
export async function look(selection: Selection): Promise<TreeNode[]> {
	const roots = growForest(await takeSurvey(), selection);
	const nodes = [...walk(roots)];
	await addUsage(nodes.map(({ process }) => process));
	for (const node of nodes) node.usage = node.process.usage;
	return roots;
}
