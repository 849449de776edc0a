/** An ES module with a top-level await that goes on after the first poll. */
import { setTimeout as delay } from 'node:timers/promises';
import { AFTER_FIRST_POLL, observe } from './observe.js';

observe('start');
const { basename } = await import('node:path');
console.log(basename(import.meta.url), typeof import.meta.resolve);
await delay(AFTER_FIRST_POLL);
observe('first poll');
