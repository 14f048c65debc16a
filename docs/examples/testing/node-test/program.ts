import { installCrashHook } from '@threadspan/crash-hook';
import { LineCounter } from '../line-counter.js';

const [reportDir = '', path = ''] = process.argv.slice(2);

installCrashHook({ appName: 'line-counter', reportDir });
console.log(await new LineCounter().count(path));
