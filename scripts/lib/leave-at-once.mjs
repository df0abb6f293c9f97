// For Jest's workers: a process that has nothing left to do takes down its heap in order, which for one of 700 MB takes
// half a second on a busy machine. Jest then says that the worker failed to exit gracefully, and kills it. Told to
// exit, Node leaves that to the system.
if (process.send) process.once('beforeExit', () => process.exit());
