/** What `node -e` runs to become the reaper. */
import { runProgram } from './program-variables.js';

runProgram(process.argv[1] ?? '', require);
