import { pino } from 'pino';
import { getRequestId } from './request-id.js';

export const logger = pino({ mixin: () => ({ requestId: getRequestId() }) });
