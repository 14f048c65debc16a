import { ProcessFile } from '@threadspan/decorators';

export class PageReader {
  @ProcessFile()
  read(path: string): string {
    if (path === 'broken.txt') throw new SyntaxError('an unexpected end');
    if (path === 'deadly.txt') process.exit(3);
    while (path === 'endless.txt');
    return path.toUpperCase();
  }
}
