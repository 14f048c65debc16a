import { pino } from 'pino';
import { getRequestId } from './request-id.js';

// Written at once: what waits to be written is lost when a worker ends.
const stdout = pino.destination({ sync: true });

export const logger = pino({ mixin: () => ({ requestId: getRequestId() }) }, stdout);
