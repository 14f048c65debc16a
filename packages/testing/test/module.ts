import { join } from 'node:path';

export const MODULE = join(__dirname, 'workers/dist/analyzer.js');
