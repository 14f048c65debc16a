import { commandLine } from '../render/command-line.js';
import { programName } from '../render/names.js';
import type { CrashReport } from '../report.js';
import { code, facts } from './facts.js';
import type { Html } from './html.js';
import { section } from './section.js';
import { moment } from './times.js';

/** What ran, where and when. */
export function environmentPart({ app, time, runtime }: CrashReport): Html | undefined {
  const { node, platform, arch, pid, argv } = runtime;
  return section('Environment', [
    facts([
      ['Program', programName(app)],
      ['Time', moment(time)],
      ['Node', node],
      ['Platform', `${platform} ${arch}`],
      ['Process', pid],
      ['Command line', argv.length === 0 ? undefined : code(commandLine(argv))],
    ]),
  ]);
}
