import { move } from 'piscina';
import { echo } from './work.mjs';

export { burn, double, doubleAll, echo, echoAll, lookUpAll } from './work.mjs';
export const echoMoved = (bytes) => move(echo(bytes));
