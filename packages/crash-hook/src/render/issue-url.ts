import type { CrashReport } from '../report.js';
import { errorLine } from './error-line.js';
import { placeName, programName } from './names.js';
import { visible, visibleLines } from './visible.js';

// What browsers, mail programs and servers agree on.
const MAX_URL = 2_000;
const MAX_TITLE = 100;
const MAX_MESSAGE_LINES = 20;

/**
 * `issueUrl` with the title and a short body of an issue on `report` filled in: GitHub, Gitea and Forgejo
 * (`…/issues/new`), GitLab (`…/-/issues/new`), `mailto:`, and any URL with `{title}` or `{body}` in it. What its query
 * has already stays and wins. The result has at most 2,000 characters, for which a long message is cut. Any other URL,
 * and what is no `http:`, `https:` or `mailto:` URL at all, is given back as it is.
 */
export function prefilledIssueUrl(report: CrashReport, issueUrl: string): string {
  const url = parse(issueUrl.replaceAll(PLACEHOLDER, ''));
  if (url === undefined) return issueUrl;
  const template = issueUrl.search(PLACEHOLDER) === -1 ? toTemplate(url) : issueUrl;
  return (template && fill(template, draftOf(report, url))) ?? issueUrl;
}

const PLACEHOLDER = /\{title\}|\{body\}/g;

function parse(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^(?:https?|mailto):$/.test(url.protocol) ? url : undefined;
}

function toTemplate(url: URL): string | undefined {
  const names = fieldNames(url);
  if (names === undefined) return undefined;
  const fields = [
    ...(url.searchParams.has(names.title) ? [] : [`${encodeURIComponent(names.title)}={title}`]),
    ...(url.searchParams.has(names.body) ? [] : [`${encodeURIComponent(names.body)}={body}`]),
  ];
  const own = url.search.slice(1);
  const filled = new URL(url);
  filled.search = [...(own === '' ? [] : [own]), ...fields].join('&');
  return fields.length === 0 ? undefined : filled.href;
}

function fieldNames({ protocol, pathname }: URL): { title: string; body: string } | undefined {
  if (protocol === 'mailto:') return { title: 'subject', body: 'body' };
  if (/\/-\/issues\/new\/?$/.test(pathname)) return { title: 'issue[title]', body: 'issue[description]' };
  return /\/issues\/new\/?$/.test(pathname) ? { title: 'title', body: 'body' } : undefined;
}

/** What an issue is to say. Where there is no room for all of it, `message` is cut first. */
interface Draft {
  readonly title: string;
  readonly message: string;
  readonly about: string;
}

function draftOf({ app, error, location, context, runtime }: CrashReport, { protocol }: URL): Draft {
  const lines = (texts: readonly string[]) => texts.join(protocol === 'mailto:' ? '\r\n' : '\n');
  const message = visibleLines(errorLine(error), false).slice(0, MAX_MESSAGE_LINES);
  const about = [
    ...(location ? [`Location: ${placeName(location)}`] : []),
    ...(context.phase === undefined ? [] : [`Phase: ${context.phase}`]),
    `Versions: ${programName(app)}, Node ${runtime.node}, ${runtime.platform} ${runtime.arch}`,
  ].map((text) => visible(text, false));
  return {
    title: [...(message[0] ?? '')].slice(0, MAX_TITLE).join(''),
    message: lines(message),
    about: lines(['', '', ...about, '', 'Please attach the saved report']),
  };
}

function fill(template: string, { title, message, about }: Draft): string | undefined {
  const placeholders = template.match(PLACEHOLDER) ?? [];
  const room = MAX_URL - template.replaceAll(PLACEHOLDER, '').length;
  if (room < 0) return undefined;
  const titles = placeholders.filter((each) => each === '{title}').length;
  const bodies = placeholders.length - titles;
  const shownTitle = encodeWithin(title, room / (2 * titles));
  const bodyRoom = (room - titles * shownTitle.length) / bodies;
  const end = encodeWithin(about, bodyRoom);
  const body = encodeWithin(message, bodyRoom - end.length) + end;
  return template.replaceAll(PLACEHOLDER, (each) => (each === '{title}' ? shownTitle : body));
}

const HEX: Readonly<Record<string, string>> = { "'": '%27', '(': '%28', ')': '%29' };

// As many code points as there is room for. Lone surrogates, for which encoding throws, are written as escapes by then.
function encodeWithin(text: string, room: number): string {
  let encoded = '';
  for (const character of text) {
    // Quotes and brackets would be right too, but what finds links in text takes them for the end of one.
    const next = encodeURIComponent(character).replace(/^['()]$/, (mark) => HEX[mark] ?? mark);
    if (encoded.length + next.length > room) break;
    encoded += next;
  }
  return encoded;
}
