import type { CrashReport } from '../report.js';
import { code, facts } from './facts.js';
import type { Html } from './html.js';
import { section } from './section.js';
import { moment } from './times.js';

const PLAIN = /^[\w@%+=:,./\\-]+$/;

/** What ran, where and when. */
export function environmentPart({ app, time, runtime }: CrashReport): Html | undefined {
  const { node, platform, arch, pid, argv } = runtime;
  const command = argv.map((argument) => (PLAIN.test(argument) ? argument : JSON.stringify(argument)));
  return section('Environment', [
    facts([
      ['Program', app.version === undefined ? app.name : `${app.name} ${app.version}`],
      ['Time', moment(time)],
      ['Node', node],
      ['Platform', `${platform} ${arch}`],
      ['Process', pid],
      ['Command line', command.length === 0 ? undefined : code(command.join(' '))],
    ]),
  ]);
}
