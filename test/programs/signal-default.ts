/** Without a listener a signal has its default action. The parent sends it when it reads "ready". */
import { observe } from './observe.js';

setInterval(() => {}, 60_000);
process.on('exit', () => console.log('this is never seen'));
observe('start');
console.log('ready');
