/** A REPL of its own on stdin and stdout. */
import { start } from 'node:repl';
import './observe.js';

start({ prompt: '? ', terminal: false }).on('exit', () => console.log('the REPL has ended'));
