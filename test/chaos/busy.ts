/** Keeps a core busy for as long as its parent lives. */
const { ppid } = process;
while (process.ppid === ppid);
