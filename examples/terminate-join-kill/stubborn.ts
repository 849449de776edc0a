process.on('SIGTERM', () => {}); // ignores what it is asked
process.send?.('ready');
setInterval(() => {}, 1000);
