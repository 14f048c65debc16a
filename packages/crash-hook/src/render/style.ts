/** How a line stands out where there is colour. */
export type Emphasis = 'title' | 'error' | 'heading' | 'dim';

const CODES: Readonly<Record<Emphasis, string>> = { title: '1', error: '1;31', heading: '1;36', dim: '2' };

export type Style = (text: string, emphasis: Emphasis | undefined) => string;

export function createStyle(color: boolean): Style {
  return (text, emphasis) =>
    color && emphasis !== undefined && text !== '' ? `\u001b[${CODES[emphasis]}m${text}\u001b[0m` : text;
}
