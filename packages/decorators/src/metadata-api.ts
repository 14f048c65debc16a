/** The part of reflect-metadata that is used when the program has loaded it. */
export interface MetadataApi {
  getOwnMetadataKeys(target: object): unknown[];
  getOwnMetadata(key: unknown, target: object): unknown;
  getMetadata(key: unknown, target: object, property: PropertyKey): unknown;
  defineMetadata(key: unknown, value: unknown, target: object): void;
}
