globalThis.preloaded = 'by execArgv';
