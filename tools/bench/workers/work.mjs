// What all contestants do: the same functions, on whatever thread.

export const double = (value) => value * 2;

export const doubleAll = (values) => values.map(double);

/** Keeps a processor busy, without memory, for as many steps as it is told to. */
export function burn(steps) {
  let state = 1;
  for (let step = 0; step < steps; step += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  return state;
}

export const burnAll = (items) => items.map(burn);

export const echo = (value) => value;

export const echoAll = (values) => values;

export const lookUp = (key, table) => table.get(key).length;

export const lookUpAll = ({ keys, table }) => keys.map((key) => lookUp(key, table));
