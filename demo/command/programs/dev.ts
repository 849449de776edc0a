/** A tool that starts a server through a shell, as `npm run dev` does. */
import { spawn } from 'node:child_process';

// What it starts does not have the preload, but knows whom it descends from.
const { NODE_OPTIONS, ...env } = process.env;
spawn('sh', ['-c', 'node server.js & wait'], { env, stdio: 'ignore' });
setInterval(() => {}, 60_000);
