/** Handles that keep nothing alive: a timer, a server, a child, a watched folder, a thread's port. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { createServer } from 'node:net';
import { observe } from './observe.js';

setInterval(() => console.log('this is never seen'), 60_000).unref();
watch(__dirname).unref();
spawn('sleep', ['1'], { stdio: 'ignore' }).unref();
const server = createServer().listen(0, '127.0.0.1', () => {
	server.unref();
	observe('all is there');
});
