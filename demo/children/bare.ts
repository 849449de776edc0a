/** Knows nothing of the watchdog: NODE_OPTIONS brought it. Without a hook, it just ends. */
setInterval(() => {}, 60_000);
