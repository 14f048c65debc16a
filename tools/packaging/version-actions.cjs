const { VersionActions } = require('nx/release');

const KINDS = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'];

/**
 * What `nx release` writes when a package gets a version: the version itself, in the manifest and in the lock file, and
 * the ranges of all projects of the workspace that name the package. A range keeps its sign: `^0.1.0` becomes `^0.2.0`.
 */
class WorkspaceVersionActions extends VersionActions {
  validManifestFilenames = ['package.json'];
  // They are written as they are read, and the lock file is not to be formatted at all.
  excludeManifestsFromFormatting = true;

  async readCurrentVersionFromSourceManifest(tree) {
    const { manifestPath } = this.manifestsToUpdate[0];
    return { manifestPath, currentVersion: readJson(tree, manifestPath).version };
  }

  async readCurrentVersionFromRegistry() {
    throw new Error(
      'Expected the version on disk to be asked for: "currentVersionResolver": "disk" in nx.json',
    );
  }

  async readCurrentVersionOfDependency(tree, projectGraph, project) {
    const { packageName } = projectGraph.nodes[project].data.metadata.js;
    const manifest = readJson(tree, this.manifestsToUpdate[0].manifestPath);
    const kind = KINDS.find((candidate) => manifest[candidate]?.[packageName] !== undefined);
    return { currentVersion: manifest[kind]?.[packageName] ?? null, dependencyCollection: kind ?? null };
  }

  async updateProjectVersion(tree, version) {
    const { root, metadata } = this.projectGraphNode.data;
    const { packageName } = metadata.js;
    const lock = readJson(tree, 'package-lock.json');
    for (const folder of Object.keys(lock.packages).filter((path) => !path.includes('node_modules'))) {
      const path = folder === '' ? 'package.json' : `${folder}/package.json`;
      const manifest = readJson(tree, path);
      for (const project of [manifest, lock.packages[folder]]) {
        if (folder === root) project.version = version;
        raiseRange(project, packageName, version);
      }
      writeJson(tree, path, manifest);
    }
    writeJson(tree, 'package-lock.json', lock);
    return [
      `✍️  New version ${version} written to ${root}/package.json, and to whatever names ${packageName}`,
    ];
  }

  /** Done already: whatever names a package follows when the package gets its version. */
  async updateProjectDependencies() {
    return [];
  }
}

function raiseRange(manifest, name, version) {
  for (const kind of KINDS) {
    const range = manifest[kind]?.[name];
    if (range !== undefined) manifest[kind][name] = range.replace(/^([~^]?).*$/, `$1${version}`);
  }
}

function readJson(tree, path) {
  return JSON.parse(tree.read(path, 'utf8'));
}

function writeJson(tree, path, value) {
  tree.write(path, `${JSON.stringify(value, null, 2)}\n`);
}

module.exports = WorkspaceVersionActions;
