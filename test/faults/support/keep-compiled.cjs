// Node writes its cache of compiled code at an orderly end; a gateway of a fault case has none.
process.on('SIGUSR2', () => require('node:module').flushCompileCache());
