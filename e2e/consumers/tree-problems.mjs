/** What is wrong with the packages of a tree, in words; `undefined` if they are exactly the expected ones. */
export function treeProblems(tree, expected) {
  const lines = [
    ...tree.filter((name) => !expected.includes(name)).map((name) => `${name} is installed and not needed`),
    ...expected.filter((name) => !tree.includes(name)).map((name) => `${name} is missing`),
    ...tree.filter((name, index) => tree.indexOf(name) !== index).map((name) => `${name} is there twice`),
  ];
  return lines.length > 0 ? lines.join('\n') : undefined;
}
