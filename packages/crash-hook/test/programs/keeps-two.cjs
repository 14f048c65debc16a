const { install } = require('./install.cjs');

install({ reportDir: process.env.KEPT_IN, maxReports: 2 });
throw new Error('boom');
