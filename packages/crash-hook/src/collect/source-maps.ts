import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { originalPositionFor, sourceContentFor, TraceMap } from '@jridgewell/trace-mapping';
import type { CodeLocation } from '../report.js';
import { readRegularFile } from './read-regular-file.js';

const MAX_FILES = 20;
const MAX_BYTES = 20_000_000;
// Of all maps: to decode so much takes seconds.
const MAX_ALL_BYTES = 40_000_000;
const MAX_POSITION = 999_999_999; // as in the lines of a stack

/**
 * Finds where compiled code came from, by the maps that lie beside it. Files are read at the time of a crash only.
 * With `--enable-source-maps` stacks are mapped already, and nothing is found here.
 */
export class SourceMaps {
  readonly #maps = new Map<string, TraceMap | undefined>();
  #room = MAX_ALL_BYTES;

  original(location: CodeLocation): CodeLocation | undefined {
    try {
      const map = this.#mapOf(location.file);
      if (map === undefined) return undefined;
      const found = originalPositionFor(map, { line: location.line, column: location.column - 1 });
      if (found.source === null || !found.source.startsWith('file:')) return undefined;
      const original = { file: fileURLToPath(found.source), line: found.line, column: found.column + 1 };
      return isPlace(original) ? original : undefined;
    } catch {
      return undefined; // a missing or broken map must not hide the crash
    }
  }

  /** The text of an original source, as far as a map that was used has it. */
  contentOf(file: string): string | undefined {
    const source = pathToFileURL(file).href;
    for (const map of this.#maps.values()) {
      const content = map?.resolvedSources.includes(source) ? sourceContentFor(map, source) : undefined;
      if (typeof content === 'string') return content;
    }
    return undefined;
  }

  #mapOf(file: string): TraceMap | undefined {
    if (!this.#maps.has(file)) {
      if (this.#maps.size >= MAX_FILES) return undefined;
      this.#maps.set(file, undefined);
      this.#maps.set(file, this.#load(file));
    }
    return this.#maps.get(file);
  }

  #load(file: string): TraceMap | undefined {
    const code = readRegularFile(file, MAX_BYTES);
    const marker = '//# sourceMappingURL=';
    const start = code.lastIndexOf(marker);
    if (start === -1) return undefined;
    const url = code.slice(start + marker.length).split(/\s/, 1)[0] ?? '';
    if (url.startsWith('data:')) return this.#decode(decode(url), file);
    const mapFile = resolve(dirname(file), decodeURIComponent(url));
    return this.#decode(readRegularFile(mapFile, MAX_BYTES), mapFile);
  }

  #decode(map: string, file: string): TraceMap | undefined {
    this.#room -= map.length;
    return this.#room < 0 ? undefined : new TraceMap(map, pathToFileURL(file).href);
  }
}

// A map may lie.
function isPlace({ file, line, column }: CodeLocation): boolean {
  return Math.min(line, column) >= 1 && Math.max(line, column) <= MAX_POSITION && !/[\r\n]/.test(file);
}

function decode(dataUrl: string): string {
  const [header = '', body = ''] = dataUrl.split(',', 2);
  return header.endsWith(';base64') ? Buffer.from(body, 'base64').toString('utf8') : decodeURIComponent(body);
}
