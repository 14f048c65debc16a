import type { ReportedError } from '../report.js';

/** `TypeError: message (CODE)`; without what is not there, and without a code that the message has already. */
export function errorLine({ name, message, code }: ReportedError): string {
  const text = message === '' ? name : `${name}: ${message}`;
  if (code === undefined || text.includes(code)) return text;
  return message.includes('\n') ? `${text}\n(${code})` : `${text} (${code})`;
}
