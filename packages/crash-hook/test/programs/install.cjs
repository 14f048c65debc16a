// What the programs here have in common.
const { installCrashHook } = require('@threadspan/crash-hook');

exports.install = (options) =>
  installCrashHook({ appName: 'demo', version: '1.0.0', reportDir: process.env.REPORT_DIR, ...options });
