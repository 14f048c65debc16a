import workerpool from 'workerpool';
import * as work from './work.mjs';

const echoMoved = (bytes) => new workerpool.Transfer(work.echo(bytes), [bytes.buffer]);

workerpool.worker({ ...work, echoMoved });
