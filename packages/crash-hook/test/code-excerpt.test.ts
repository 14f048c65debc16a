import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectCrashReport } from '@threadspan/crash-hook';
import type { CollectOptions, CrashReport } from '@threadspan/crash-hook';
import { runProgram } from './run-program';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const reportOf = (frames: readonly string[], options?: CollectOptions): CrashReport => {
  const stack = ['Error: boom', ...frames.map((frame) => `    at fail (${frame})`)].join('\n');
  return collectCrashReport(Object.assign(new Error('boom'), { stack }), options);
};
const excerptAt = (place: string, options?: CollectOptions) => reportOf([place], options).code;
const marked = (code: CrashReport['code']) => code?.lines[code.line - code.firstLine]?.slice(code.column - 1);

describe('the source around the place of a crash', () => {
  const numbered = Array.from({ length: 9 }, (_, index) => `line${index + 1}();`).join('\n');

  it('has two lines above and two below', () => {
    expect(excerptAt(`${write('a.js', numbered)}:5:3`)).toEqual({
      firstLine: 3,
      lines: ['line3();', 'line4();', 'line5();', 'line6();', 'line7();'],
      line: 5,
      column: 3,
    });
  });

  it('has fewer at the ends of the file', () => {
    const path = write('a.js', numbered);
    expect(excerptAt(`${path}:1:1`)).toMatchObject({
      firstLine: 1,
      lines: ['line1();', 'line2();', 'line3();'],
    });
    expect(excerptAt(`${path}:9:1`)).toMatchObject({
      firstLine: 7,
      lines: ['line7();', 'line8();', 'line9();'],
    });
  });

  it('has no line after the last line end, unless that is the place', () => {
    const path = write('a.js', 'one();\nfail(\n');
    expect(excerptAt(`${path}:2:1`)?.lines).toEqual(['one();', 'fail(']);
    expect(excerptAt(`${path}:3:1`)?.lines).toEqual(['one();', 'fail(', '']);
  });

  it('counts columns as V8 does, and keeps tabs', () => {
    const code = runProgram('wide').reports[0]?.code;
    expect(marked(code)).toMatch(/^new Error\('wide'\)/);
    expect(code?.lines[2]).toContain('/*\t👩‍💻 日本語');
  });

  it('knows all line ends of V8 and no byte order mark', () => {
    expect(excerptAt(`${write('a.js', '\ufeffone\r\ntwo\rthree\u2028four\u2029five\nsix')}:3:2`)).toEqual({
      firstLine: 1,
      lines: ['one', 'two', 'three', 'four', 'five'],
      line: 3,
      column: 2,
    });
  });

  it('has of long lines what is around the column', () => {
    const path = write('a.js', `${'x'.repeat(50_000)}HERE${'y'.repeat(50_000)}\nshort`);
    const code = excerptAt(`${path}:1:50001`);
    expect(marked(code)).toMatch(/^HEREy+$/);
    expect(code?.lines.map(({ length }) => length)).toEqual([200, 0]);
  });

  it('is cut between characters', () => {
    const code = excerptAt(`${write('a.js', '👍'.repeat(10_000))}:1:10000`);
    expect(code?.lines[0]).not.toMatch(/\p{Cs}/u);
    expect(marked(code)).toMatch(/👍/u);
  });

  it('has no secrets, and the column where the place is then', () => {
    const path = write('a.js', "const password = 'hunter2-hunter2'; fail();\nlogin('a', token='abc123')");
    const code = excerptAt(`${path}:1:37`);
    expect(marked(code)).toBe('fail();');
    expect(JSON.stringify(code)).not.toMatch(/abc123/);
    expect(marked(excerptAt(`${path}:2:20`))).toBe('[redacted])');
  });

  it('goes through the redaction of the program, and is left out when that takes lines away', () => {
    const path = write('a.js', numbered);
    const code = excerptAt(`${path}:5:8`, { redact: (text) => text.replaceAll('line', 'the line ') });
    expect(code?.lines[0]).toBe('the line 3();');
    expect(marked(code)).toBe(';');
    expect(excerptAt(`${path}:5:3`, { redact: (text) => text.replaceAll('\n', '') })).toBeUndefined();
  });

  it('is found though the path is redacted', () => {
    const report = reportOf([`${write('a.js', numbered)}:5:3`], {
      redact: (text) => text.replaceAll(directory, '~'),
    });
    expect(report.location?.file).toBe('~/a.js');
    expect(report.code?.line).toBe(5);
  });
});

describe('with a source map, the source', () => {
  const compile = (map: object) => {
    write('a.js.map', JSON.stringify({ version: 3, names: [], mappings: ';EACA', ...map }));
    return `${write('a.js', 'first();\n  fail();\n//# sourceMappingURL=a.js.map')}:2:3`;
  };

  it('is the original file', () => {
    write('src/a.ts', 'original one\noriginal two');
    expect(excerptAt(compile({ sources: ['src/a.ts'] }))?.lines).toEqual(['original one', 'original two']);
  });

  it('is what the map has of it where the file is not there', () => {
    const code = excerptAt(compile({ sources: ['src/a.ts'], sourcesContent: ['kept one\nkept two'] }));
    expect(code).toEqual({ firstLine: 1, lines: ['kept one', 'kept two'], line: 2, column: 1 });
  });

  it('is left out where neither is there', () => {
    const { location, code } = reportOf([compile({ sources: ['src/a.ts'] })]);
    expect(location).toMatchObject({ file: join(directory, 'src/a.ts'), line: 2 });
    expect(code).toBeUndefined();
  });
});

describe('there is no source', () => {
  it.each([
    ['of Node itself', 'node:fs:1:1'],
    ['of a URL', 'https://example.com/a.js:1:1'],
    ['of another machine', '//host/share/a.js:1:1'],
    ['of a relative path', 'package.js:1:1'],
    ['of a file that is no code', '/etc/passwd:1:1'],
    ['of a file that is missing', '/nowhere/a.js:1:1'],
  ])('%s', (_, place) => {
    expect(excerptAt(place)).toBeUndefined();
  });

  it('of a place that the file does not have', () => {
    const path = write('a.js', 'short');
    expect(excerptAt(`${path}:1:6`)).toMatchObject({ column: 6 });
    expect(excerptAt(`${path}:1:7`)).toBeUndefined();
    expect(excerptAt(`${path}:2:1`)).toBeUndefined();
  });

  it('of a file that is huge', () => {
    expect(excerptAt(`${write('a.js', '\n'.repeat(6_000_000))}:2:1`)).toBeUndefined();
  });

  it('of a directory or a pipe, and neither is waited for', () => {
    mkdirSync(join(directory, 'dir.js'));
    expect(excerptAt(`${join(directory, 'dir.js')}:1:1`)).toBeUndefined();
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [join(directory, 'pipe.js')]);
    expect(excerptAt(`${join(directory, 'pipe.js')}:1:1`)).toBeUndefined();
  });

  it('of a dependency that did not throw', () => {
    const path = write('node_modules/x/a.js', 'dependency();');
    expect(excerptAt(`${path}:1:1`)).toMatchObject({ lines: ['dependency();'] });
    const { location, code } = reportOf(['node:fs:1:1', `${path}:1:1`]);
    expect(location?.file).toBe(path);
    expect(code).toBeUndefined();
  });
});
