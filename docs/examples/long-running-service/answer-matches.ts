import type { IncomingMessage, ServerResponse } from 'node:http';
import { ROOT_CONTEXT, SpanKind, context, propagation } from '@opentelemetry/api';
import { getErrorContext, withSpan } from '@threadspan/context';
import { ThreadspanError } from '@threadspan/executor';
import type { Remote, ThreadspanErrorCode } from '@threadspan/executor';
import type { Matcher } from './matcher.js';
import { BodyTooLarge, log, readBody, send } from './reply.js';

const STATUS: Partial<Record<ThreadspanErrorCode, number>> = {
  QUEUE_FULL: 503, // better said now than after a long wait
  EXECUTOR_CLOSED: 503,
  TASK_TIMEOUT: 504,
};

/** `POST /matches?pattern=…`: where the body matches. */
export async function answerMatches(
  matcher: Remote<Matcher>,
  pattern: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  // The trace of whoever asks goes on here. With the http instrumentation of OpenTelemetry it does so by itself.
  const caller = propagation.extract(ROOT_CONTEXT, request.headers);
  const answer = async () => {
    try {
      const body = await readBody(request);
      send(response, 200, await matcher.match.with({ signal: gone.signal })(pattern, body));
    } catch (error) {
      if (!gone.signal.aborted) sendError(response, error);
    }
  };
  await context.with(caller, () => withSpan('POST /matches', { kind: SpanKind.SERVER }, answer));
}

function sendError(response: ServerResponse, error: unknown): void {
  const status = statusOf(error);
  if (status >= 500) log({ status, error: String(error), where: getErrorContext(error) });
  if (status === 503) response.setHeader('retry-after', '1');
  if (status === 413) response.setHeader('connection', 'close'); // the rest of the body is not read
  send(response, status, { error: status < 500 ? (error as Error).message : 'The text was not matched.' });
}

function statusOf(error: unknown): number {
  if (error instanceof SyntaxError) return 400; // the pattern: errors of workers keep their class
  if (error instanceof BodyTooLarge) return 413;
  return (ThreadspanError.is(error) && STATUS[error.code]) || 500;
}
