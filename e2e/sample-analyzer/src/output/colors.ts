import pc from 'picocolors';

/** Colours for standard output, by the rules of the crash reports: `FORCE_COLOR` first, then `NO_COLOR`. */
export const colors = pc.createColors(usesColor(process.env, process.stdout.isTTY));

function usesColor(env: NodeJS.ProcessEnv, isTTY: boolean): boolean {
  const force = env['FORCE_COLOR'];
  if (force) return force !== '0' && force !== 'false';
  return isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
