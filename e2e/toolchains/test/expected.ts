// What every toolchain's output has to do, in either dialect.

const at = (spans: string[], rest: object = {}) => ({ self: 'here', ...rest, spans: ['caller', ...spans] });

/** Outcomes that are the same inline and in a worker. */
export const anywhere = {
  sync: at(['Analyzer.sync']),
  later: at(['later']),
  throws: { error: 'RangeError: sync', spans: ['caller', 'Analyzer.throws'] },
  rejects: {
    error: 'RangeError: async',
    phase: 'debt_scoring',
    spans: ['caller', 'Analyzer.rejects', 'Analyzer.throws'],
  },
  analyze: at(['process_file'], { currentFile: 'src/a.ts' }),
  analyzeLater: at(['process_file'], { currentFile: 'src/a.ts' }),
  failsIn: { error: 'RangeError: bad', currentFile: 'src/bad.ts', spans: ['caller', 'process_file'] },
  inherited: at(['Report.inherited'], { phase: 'parsing' }),
  overridden: [at(['Analyzer.overridden', 'Report.overridden']), at(['Analyzer.overridden'])],
  overriddenLater: [
    at(['Analyzer.overriddenLater', 'Report.overriddenLater']),
    at(['Analyzer.overriddenLater']),
  ],
};

export const inline = {
  ...anywhere,
  url: at(['process_file'], { currentFile: 'file:///src/b.ts' }),
  shared: at(['Analyzer.shared'], { self: 'class' }),
  steps: [at(['Analyzer.steps']), at(['Analyzer.steps'])],
  stepsLater: [at(['Analyzer.stepsLater']), at(['Analyzer.stepsLater'])],
  firstStep: at(['Analyzer.steps']),
  find: at(['Registry.find'], { self: 'only' }),
  get: at(['Registry.get'], { self: 'only' }),
};

const UNSET = 0;
const ERROR = 2;

/** Name, parent, attributes, status and recorded errors of the spans of the inline calls. */
export const spans = [
  ['Analyzer.sync', 'caller', { text: 'x', self: 'here' }, UNSET],
  ['later', 'caller', {}, UNSET],
  ['Analyzer.throws', 'caller', {}, ERROR, 'sync'],
  // The error is recorded once, where it came from.
  ['Analyzer.throws', 'Analyzer.rejects', {}, ERROR, 'async'],
  ['Analyzer.rejects', 'caller', {}, ERROR],
  ['process_file', 'caller', { 'file.path': 'src/a.ts' }, UNSET],
  ['process_file', 'caller', { 'file.path': 'src/a.ts' }, UNSET],
  ['process_file', 'caller', { 'file.path': 'src/bad.ts' }, ERROR, 'bad'],
  ['Report.inherited', 'caller', {}, UNSET],
  ['Report.overridden', 'Analyzer.overridden', {}, UNSET],
  ['Analyzer.overridden', 'caller', {}, UNSET],
  ['Report.overriddenLater', 'Analyzer.overriddenLater', {}, UNSET],
  ['Analyzer.overriddenLater', 'caller', {}, UNSET],
  ['process_file', 'caller', { 'file.path': 'file:///src/b.ts' }, UNSET],
  ['Analyzer.shared', 'caller', {}, UNSET],
  ['Analyzer.steps', 'caller', {}, UNSET],
  ['Analyzer.stepsLater', 'caller', {}, UNSET],
  ['Analyzer.steps', 'caller', {}, UNSET],
  ['Registry.find', 'caller', {}, UNSET],
  ['Registry.get', 'caller', {}, UNSET],
];

/** Name, length, enumerability and marks of methods. */
export const shapes = [
  ['sync', 2, false, 'below', 'above'],
  ['failsIn', 2, false],
  ['rejects', 1, false],
  ['steps', 0, false],
  ['stepsLater', 0, false],
  ['shared', 0, false],
];

/** A public method, the private ones it calls, and a private static one. */
export const privateMethods = [
  { self: 'vault', spans: ['Vault.open'] },
  { self: 'vault', spans: ['Vault.open', 'Vault.#secret'] },
  { self: 'Vault', spans: ['Vault.open', 'Vault.#shared'] },
];

export const symbolKey = { self: 'summarizer', spans: ['Summarizer.[summary]'] };

export const parameters = { 'query.text': 'x', 'query.page': 2 };
