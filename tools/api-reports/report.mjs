import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

/**
 * The public surface of a package as its built declarations have it, with a section for each entry point. What is not
 * exported and only named by something that is comes without `export`.
 *
 * @param {string} folder of the package
 * @returns {string} Markdown
 * @throws {Error} where the declarations can't be read
 */
export function apiReport(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const known = new Set();
  const sections = Object.entries(manifest.exports)
    .filter(([, target]) => target.types)
    .map(([subpath, { types }]) => {
      const name = manifest.name + subpath.slice(1);
      const news = declarations(folder, join(folder, types), name).filter(
        (text) => !known.has(withoutExport(text)),
      );
      for (const text of news) known.add(withoutExport(text));
      return `## ${name}\n\n${news.length === 0 ? 'Exports nothing.' : `\`\`\`ts\n${news.join('\n\n')}\n\`\`\``}\n`;
    });
  return `# Public surface of ${manifest.name}\n\n${sections.join('\n')}`;
}

/** The report of an entry point, a declaration each. */
function declarations(folder, file, name) {
  const out = mkdtempSync(join(tmpdir(), 'threadspan-api-'));
  const problems = [];
  try {
    Extractor.invoke(configuration(folder, file, out), {
      localBuild: true,
      messageCallback(message) {
        const isProblem = [ExtractorLogLevel.Error, ExtractorLogLevel.Warning].includes(message.logLevel);
        if (isProblem && message.category !== 'console') {
          problems.push(message.formatMessageWithLocation(folder));
        }
        message.handled = true;
      },
    });
    if (problems.length > 0) {
      throw new Error(`Expected declarations of ${name} that can be read, got\n${problems.join('\n')}`);
    }
    const [, code] = /```ts\n([^]*?)```/.exec(readFileSync(join(out, 'report.api.md'), 'utf8'));
    return code
      .replace(/^ *\/\/ (@public( \(undocumented\))?|\(undocumented\)|\(No @packageDocumentation .*)\n/gm, '')
      .trim()
      .split(/\n{2,}/)
      .filter((text) => text !== '' && text !== 'export { }');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const withoutExport = (text) => text.replace(/^export /m, '');

function configuration(folder, declarations, out) {
  const report = { logLevel: 'warning' };
  const silent = { logLevel: 'none' };
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: declarations,
      newlineKind: 'lf',
      compiler: { tsconfigFilePath: join(folder, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: 'report.api.md',
        reportFolder: out,
        reportTempFolder: join(out, 'temp'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: report },
        extractorMessageReporting: {
          default: report,
          // Releases are told apart by versions; docstrings are checked where the reference is made of them.
          'ae-missing-release-tag': silent,
          // Types that only public ones name are in the report, without `export`.
          'ae-forgotten-export': silent,
          'ae-undocumented': silent,
          'ae-unresolved-link': silent,
        },
        tsdocMessageReporting: { default: silent },
      },
    },
  });
}
