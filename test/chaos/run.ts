/** `npm run test:chaos`: what chaos.ts does, under a pid 1 that reaps at once. */
import { join } from 'node:path';
import { runUnderInit } from '../helpers/under-init.js';

const program = join(__dirname, 'chaos.js');
runUnderInit([process.execPath, program, ...process.argv.slice(2)], 'the chaos was');
