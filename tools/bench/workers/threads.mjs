import { Transfer, expose } from 'threads/worker';
import * as work from './work.mjs';

const echoMoved = (bytes) => Transfer(work.echo(bytes), [bytes.buffer]);

expose({ ...work, echoMoved });
