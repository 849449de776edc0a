/** Answers how long, in ms, a time stamp has travelled to it: over the IPC channel, or in the shared map. */
import { shared } from 'parent-watchdog';
import { clock } from '../harness/measure.js';

const answer = (sent: unknown) => process.send?.(clock() - Number(sent));
process.on('message', answer);
shared.on('change', (_, sent) => answer(sent));
process.send?.('ready');
