import { Tinypool } from 'tinypool';
import { echo } from './work.mjs';

export { burn, double, doubleAll, echo, echoAll, lookUpAll } from './work.mjs';
export const echoMoved = (bytes) => Tinypool.move(echo(bytes));
