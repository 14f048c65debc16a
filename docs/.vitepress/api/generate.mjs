import { join } from 'node:path';
import { Application, Converter, LogLevel, ReflectionKind } from 'typedoc';
import { load } from 'typedoc-plugin-markdown';
import { repository, root } from '../repository.mjs';
import { publicEntries } from './public-entries.mjs';

/**
 * Writes a Markdown page for each entry into the folder `out`, from the docstrings of what it exports. Rejects where
 * a public name has none, where one refers to a type that is not exported, and where a `{@link}` leads nowhere; which
 * ones is printed.
 */
export async function generateApi(out, { entries = publicEntries(), tsconfig = ownTsconfig } = {}) {
  const app = await Application.bootstrapWithPlugins({
    ...options,
    tsconfig,
    out,
    entryPoints: entries.map(({ file }) => file),
    packagesRequiringDocumentation: [...new Set(entries.map(({ owner }) => owner))],
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    nameModules(project, entries);
    leaveOutBrands(project);
  });
  const project = await app.convert();
  if (project) app.validate(project);
  if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error('Expected every public name to be documented; what is missing is said above.');
  await app.generateOutputs(project);
}

/** As they are imported. A module without exports, such as the script that a worker runs, gets no page. */
function nameModules(project, entries) {
  for (const module of [...project.children]) {
    const [{ fullFileName }] = module.sources;
    if (module.children) module.name = entries.find(({ file }) => file === fullFileName).name;
    else project.removeReflection(module);
  }
}

/** By their brands, copies of a package know each other's errors; programs have `is()` for that. */
function leaveOutBrands(project) {
  for (const member of project.getReflectionsByKind(ReflectionKind.ClassMember))
    if (member.name === '[BRAND]') project.removeReflection(member);
}

const ownTsconfig = join(root, 'docs/.vitepress/api/tsconfig.json');

const options = {
  plugin: [load],
  logLevel: LogLevel.Warn,
  name: 'API',
  readme: 'none',
  alwaysCreateEntryPointModule: true,
  basePath: root,
  disableGit: true,
  gitRevision: 'main',
  sourceLinkTemplate: `${repository}/blob/main/packages/{path}#L{line}`,
  // What `Error` and the interfaces of the SDK hand down is documented there.
  excludeExternals: true,
  excludePrivate: true,
  // As the compiler leaves it out of the declarations.
  excludeInternal: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  // A property's name and type often say all there is to say.
  requiredToBeDocumented: ['Class', 'Interface', 'Function', 'Variable', 'TypeAlias', 'Method', 'Accessor'],
  router: 'module',
  entryFileName: 'index',
  excludeScopesInPaths: true,
  // Without them headings get ids by their text, which links to names that differ in case alone do not meet.
  useCustomAnchors: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases'],
  useCodeBlocks: true,
  expandParameters: true,
  pageTitleTemplates: { module: '{name}', index: 'API' },
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { hideModifiers: true, hideOverrides: true, hideSources: true },
};
