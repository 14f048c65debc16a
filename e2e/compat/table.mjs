/** The matrix as a Markdown table: a row per Node, a column per line of OpenTelemetry. */
export function table(results) {
  const nodes = [...new Set(results.map(({ cell }) => cell.node))];
  const lines = [...new Set(results.map(({ cell }) => cell.line))];
  const textOf = (node, line) => {
    const { cell, done } = results.find(({ cell }) => cell.node === node && cell.line === line);
    return cell.unsupported ?? describeCounts(done);
  };
  return toMarkdown([
    ['Node', ...lines.map(({ major, api }) => `OpenTelemetry ${major}.x, api ${api}`)],
    ...nodes.map((node) => [node.version, ...lines.map((line) => textOf(node, line))]),
  ]);
}

/** How many tests have passed and failed in a cell. */
export function describeCounts(done) {
  const sum = (of, count) =>
    done.filter(({ suite }) => suite.of === of).reduce((before, result) => before + result[count], 0);
  const counts = (of) => `${sum(of, 'passed')} passed, ${sum(of, 'failed')} failed`;
  return `packages: ${counts('packages')}; program: ${counts('program')}`;
}

/** With its columns padded as prettier does. */
function toMarkdown(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [rows[0], rule, ...rows.slice(1)].map(line).join('\n');
}
