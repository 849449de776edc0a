import { stopEvent } from 'parent-watchdog';

const [, , way] = process.argv;
if (way === 'hears the event') void stopEvent.wait().then(() => process.exit());
if (way === 'hears nothing') process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
process.send?.('ready');
