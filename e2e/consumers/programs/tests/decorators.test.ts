import { run } from '../src/decorators.js';
import { record } from './record.js';

it('decorators', async () => record('decorators', await run()));
