/** Tells that its first line runs, and ends. */
process.send?.('ready', () => process.disconnect());
