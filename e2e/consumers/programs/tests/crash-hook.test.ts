import { run } from '../src/crash-hook.js';
import { record, surroundings } from './record.js';

it('crash-hook', async () => record('crash-hook', await run(surroundings)));
