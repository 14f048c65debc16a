import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { WithParallelContext } from '@threadspan/decorators';
import { transfer } from '@threadspan/executor';

/** Takes and gives what is moved instead of copied. */
export class Mover {
  #given: Uint8Array | undefined;
  #isWaiting = false;

  @WithParallelContext()
  sum(bytes: Uint8Array): number {
    return bytes.reduce((total, byte) => total + byte, 0);
  }

  @WithParallelContext()
  sumOrExit(bytes: Uint8Array): number {
    if (bytes[0] === 255) process.exit(1);
    return this.sum(bytes);
  }

  /** The first one answers, and breaks the worker once the second one has begun, which waits for that. */
  @WithParallelContext()
  bombOrWait(bytes: Uint8Array): number | Promise<never> {
    if (bytes[0] === 2) {
      this.#isWaiting = true;
      return new Promise(() => undefined);
    }
    setInterval(() => {
      if (this.#isWaiting) throw new Error('late');
    }, 1);
    return 1;
  }

  @WithParallelContext()
  filled(value: number): Uint8Array {
    this.#given = new Uint8Array(1_000).fill(value);
    return transfer(this.#given, [this.#given.buffer as ArrayBuffer]);
  }

  /** Two views of one buffer. */
  @WithParallelContext()
  halves(value: number): Uint8Array[] {
    const { buffer } = new Uint8Array(4).fill(value);
    return [0, 2].map((from) => transfer(new Uint8Array(buffer, from, 2), [buffer]));
  }

  /** How much of what `filled` gave last is still here. */
  @WithParallelContext()
  kept(): number | undefined {
    return this.#given?.byteLength;
  }

  @WithParallelContext()
  sameTwice(value: number): Uint8Array {
    this.#given ??= new Uint8Array([value]);
    return transfer(this.#given, [this.#given.buffer as ArrayBuffer]);
  }

  @WithParallelContext()
  answerOn(port: MessagePort, text: string): void {
    port.postMessage(`${text}!`);
    port.close();
  }

  /** A port that says what it is told. */
  @WithParallelContext()
  echo(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    port2.on('message', (message) => port2.postMessage(message));
    port2.unref();
    return transfer(port1, [port1]);
  }
}
