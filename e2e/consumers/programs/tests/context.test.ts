import { run } from '../src/context.js';
import { record, surroundings } from './record.js';

it('context', async () => record('context', await run(surroundings)));
