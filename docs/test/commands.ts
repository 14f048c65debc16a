/** The commands in the ```sh blocks of a page, in their order, each with what the page quotes as its output. */
export function commandsOf(page: string): { command: string; output?: string }[] {
  return [...page.matchAll(/```sh\n(.*?)```\n(?:[^`#]*```\n(.*?)```)?/gs)].flatMap(
    ([, block = '', output]) => {
      const commands = block.trim().split('\n');
      return commands.map((command, index) =>
        output !== undefined && index === commands.length - 1 ? { command, output } : { command },
      );
    },
  );
}
