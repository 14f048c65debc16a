import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const CONFIG = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2023', 'ESNext.Disposable'],
    module: 'node16',
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    experimentalDecorators: true,
  },
};

/** Compiles the files of a README, each in a block that begins with its name, and runs main.ts among them. */
export async function runReadme(path: string): Promise<{ printed: string; expected: string | undefined }> {
  const readme = readFileSync(path, 'utf8');
  const directory = mkdtempSync(join(tmpdir(), 'readme-'));
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  try {
    for (const [, text = '', name = ''] of readme.matchAll(/```ts\n(\/\/ (\S+)\n.*?)```/gs))
      write(name, text);
    write('package.json', JSON.stringify({ type: 'module' }));
    write('tsconfig.json', JSON.stringify(CONFIG));
    const [, modules = ''] = /^(.*node_modules)/.exec(require.resolve('@opentelemetry/api')) ?? [];
    symlinkSync(modules, join(directory, 'node_modules'), 'dir');
    await run(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', directory]);
    const { stdout } = await run(process.execPath, [join(directory, 'main.js')]);
    return { printed: stdout, expected: /```\n\n```\n(.*?)```/s.exec(readme)?.[1] };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
