import { existsSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { publishedPackages } from '../pack.mjs';
import { startTsserver } from './tsserver.ts';
import type { Tsserver } from './tsserver.ts';
import { unpackedProject } from './unpacked.ts';
import type { Project } from './unpacked.ts';

const exported: Record<string, { name: string; source: string }> = {
  '@threadspan/context': { name: 'withSpan', source: 'src/with-span.ts' },
  '@threadspan/crash-hook': { name: 'installCrashHook', source: 'src/hook/install.ts' },
  '@threadspan/decorators': { name: 'WithParallelContext', source: 'src/with-parallel-context.ts' },
  '@threadspan/executor': { name: 'createExecutor', source: 'src/executor.ts' },
  '@threadspan/executor-bullmq': { name: 'createQueueExecutor', source: 'src/driver/queue-executor.ts' },
  '@threadspan/testing': { name: 'inMemoryTrace', source: 'src/in-memory-trace.ts' },
  '@threadspan/tracing': { name: 'initTracing', source: 'src/init-tracing.ts' },
};

const imports = Object.entries(exported).map(([from, { name }]) => `import { ${name} } from '${from}';`);

let project: Project;
let tsserver: Tsserver;
let program: string;
beforeAll(async () => {
  project = await unpackedProject();
  const compilerOptions = { module: 'node16', target: 'ES2022', types: [], noEmit: true };
  writeFileSync(join(project.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  program = join(project.folder, 'program.ts');
  writeFileSync(program, imports.join('\n'));
  tsserver = startTsserver();
  tsserver.open(program);
});
afterAll(async () => {
  await tsserver.stop();
  project.remove();
});

describe.each(publishedPackages().map(({ manifest }) => manifest.name as string))('%s', (from) => {
  it('takes an editor from an import to the source in the tarball', async () => {
    expect(Object.keys(exported)).toContain(from);
    const { name, source } = exported[from]!;
    const line = imports.findIndex((text) => text.endsWith(`'${from}';`)) + 1;
    const [definition] = await tsserver.definition(program, {
      line,
      offset: imports[line - 1]!.indexOf(name) + 1,
    });
    expect(relative(join(project.folder, 'node_modules', from), definition!.file)).toBe(source);
    expect(existsSync(definition!.file)).toBe(true);
    expect(definition!.text).toContain(name);
  });
});
