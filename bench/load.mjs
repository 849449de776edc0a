/** Loads a peer from this folder's node_modules, ES module or not. */
export const load = (name) => import(name);
