import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '../pack.mjs';

export type Packed = Awaited<ReturnType<typeof pack>>[number];

export interface Unpacked extends Packed {
  /** The folder that the tarball was unpacked to. */
  readonly home: string;
}

export interface Project {
  /** A folder outside of the workspace. */
  readonly folder: string;
  readonly packages: readonly Unpacked[];
  remove(): void;
}

/** A project outside of the workspace that has all packages in its node_modules, unpacked from their tarballs. */
export async function unpackedProject(): Promise<Project> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'threadspan-unpacked-')));
  const packages = (await pack(join(folder, 'tarballs'))).map((packed) => {
    const home = join(folder, 'node_modules', packed.name);
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['-xzf', packed.path, '-C', home, '--strip-components=1']);
    return { ...packed, home };
  });
  return { folder, packages, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
