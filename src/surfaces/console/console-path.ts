/** Where the console is served, without the first slash. */
export const CONSOLE_PATH = 'console';
