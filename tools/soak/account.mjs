import { getErrorContext } from '@threadspan/context';
import { FAULTS } from './faults.mjs';

/** Keeps the books of one chain: what became of each item, and what should have. */
export class Account {
  wrong = 0;
  /** What went wrong first, for people. */
  examples = [];
  #items;
  #phase;
  #outcomes;

  /** @param phase the phase that errors must name; `undefined` where the chain carries no context */
  constructor(items, phase) {
    this.#items = items;
    this.#phase = phase;
    this.#outcomes = new Uint32Array(items.length);
  }

  succeeded(index, values, expected) {
    this.#count(index);
    const { fault } = this.#items[index] ?? {};
    if (fault !== undefined && FAULTS[fault].outcome !== undefined) this.#blame(index, 'a value');
    else if (String(values) !== String(expected)) this.#blame(index, `the values ${values}`);
  }

  failed(index, error) {
    this.#count(index);
    const { fault, path } = this.#items[index] ?? {};
    const { outcome, inFile } = FAULTS[fault] ?? {};
    const { code = error?.name } = error ?? {};
    const { phase, currentFile } = getErrorContext(error) ?? {};
    if (code !== outcome) this.#blame(index, `${code}: ${error?.message}`);
    else if (phase !== this.#phase) this.#blame(index, `${code} in the phase ${phase}`);
    else if (inFile && currentFile !== path) this.#blame(index, `${code} in the file ${currentFile}`);
  }

  /** Something that is no item's fault. */
  complain(text) {
    this.wrong += 1;
    this.examples.push(text);
  }

  get sums() {
    let [lost, doubled] = [0, 0];
    for (const count of this.#outcomes) {
      if (count === 0) lost += 1;
      else doubled += count - 1;
    }
    const faulty = this.#items.filter(({ fault }) => fault !== undefined).length;
    return { items: this.#items.length, faulty, ...this.counted, lost, doubled, wrong: this.wrong };
  }

  /** What the shared progress should say of these items: one whose argument can't be sent never comes to a worker. */
  get counted() {
    const faults = this.#items.map(({ fault }) => fault);
    const sent = faults.filter((fault) => fault !== 'argument');
    return { processed: sent.length, failed: sent.filter((fault) => FAULTS[fault]?.inFile).length };
  }

  /** How many items are expected to fail. */
  get failing() {
    return this.#items.filter(({ fault }) => FAULTS[fault]?.outcome !== undefined).length;
  }

  #count(index) {
    if (index in this.#outcomes) this.#outcomes[index] += 1;
    else this.complain(`an outcome for the item ${index} of ${this.#items.length}`);
  }

  #blame(index, got) {
    const { path, fault = 'nothing' } = this.#items[index] ?? {};
    this.complain(`${path}, where ${fault} goes wrong: got ${got}`);
  }
}
