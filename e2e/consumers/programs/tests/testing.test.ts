import { run } from '../src/testing.js';
import { record } from './record.js';

it('testing', async () => record('testing', await run()));
