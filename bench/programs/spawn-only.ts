/** The least that a program of Node needs to run another: starts it, and ends with its status. */
import { spawn } from 'node:child_process';

const [, , file = '', ...args] = process.argv;
spawn(file, args, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
