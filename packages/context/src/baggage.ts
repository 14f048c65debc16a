import { baggageEntryMetadataFromString, propagation } from '@opentelemetry/api';
import type { Baggage, BaggageEntry } from '@opentelemetry/api';

// The W3C form, for programs that configured no propagator: https://www.w3.org/TR/baggage/#header-content
const MAX_ENTRIES = 64;
const MAX_CHARACTERS = 8_192;

/** At most 64 entries and 8,192 characters; entries that would be too much are left out. */
export function encodeBaggage(baggage: Baggage): string {
  let text = '';
  for (const [key, entry] of baggage.getAllEntries().slice(0, MAX_ENTRIES)) {
    const encoded = encodeEntry(key, entry);
    if (encoded === undefined || text.length + encoded.length >= MAX_CHARACTERS) continue;
    text += text === '' ? encoded : `,${encoded}`;
  }
  return text;
}

function encodeEntry(key: string, { value, metadata }: BaggageEntry): string | undefined {
  try {
    const pair = `${encodeURIComponent(key)}=${encodeURIComponent(value)}`;
    return metadata === undefined ? pair : `${pair};${metadata.toString()}`;
  } catch {
    return undefined; // half a surrogate pair has no encoding
  }
}

export function decodeBaggage(text: string): Baggage | undefined {
  const entries: Record<string, BaggageEntry> = Object.create(null) as Record<string, BaggageEntry>;
  for (const member of text.split(',').slice(0, MAX_ENTRIES)) {
    const [pair = '', ...properties] = member.split(';');
    const separator = pair.indexOf('=');
    if (separator <= 0) continue;
    try {
      const key = decodeURIComponent(pair.slice(0, separator).trim());
      const metadata =
        properties.length > 0 ? baggageEntryMetadataFromString(properties.join(';')) : undefined;
      entries[key] = {
        value: decodeURIComponent(pair.slice(separator + 1).trim()),
        ...(metadata ? { metadata } : {}),
      };
    } catch {
      continue; // not percent-encoded: not baggage
    }
  }
  return Object.keys(entries).length > 0 ? propagation.createBaggage(entries) : undefined;
}
