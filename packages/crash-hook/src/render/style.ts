import picocolors from 'picocolors';

/** How a line stands out where there is colour. */
export type Emphasis = 'title' | 'error' | 'heading' | 'dim' | 'marker' | 'gutter';

export type Style = (text: string, emphasis: Emphasis | undefined) => string;

/** Whether there is colour is the caller's choice: what picocolors itself finds out is about stdout. */
export function createStyle(color: boolean): Style {
  const { bold, cyan, dim, gray, red } = picocolors.createColors(color);
  const styles: Readonly<Record<Emphasis, (text: string) => string>> = {
    title: bold,
    error: (text) => bold(red(text)),
    heading: (text) => bold(cyan(text)),
    dim,
    marker: (text) => bold(red(text)),
    gutter: gray,
  };
  return (text, emphasis) => (emphasis === undefined || text === '' ? text : styles[emphasis](text));
}
