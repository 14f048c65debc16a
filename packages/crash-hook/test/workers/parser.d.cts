export declare class Parser {
  parse(path: string): string;
}
