import { nodes } from '@threadspan/nodes';
import { lines, whyUnsupported } from './lines.mjs';

/**
 * The cells of the matrix: each Node with each line of OpenTelemetry, oldest first. `unsupported` is the reason where
 * the line does not support that Node.
 *
 * @param {{ node?: number, line?: number }} [wanted] major versions; of what is not given, all
 */
export function cells({ node: major, line: ofLine } = {}) {
  return nodes
    .filter((node) => major === undefined || node.major === major)
    .flatMap((node) =>
      lines
        .filter((line) => ofLine === undefined || line.major === ofLine)
        .map((line) => ({ node, line, unsupported: whyUnsupported(line, node.version) })),
    );
}
