import { DiagLogLevel, diag } from '@opentelemetry/api';

/** Collects what is reported through `diag` from now on; `diag.disable()` ends it. */
export function recordDiag(): { warnings: string[]; errors: string[] } {
  const log = { warnings: [] as string[], errors: [] as string[] };
  const ignore = () => undefined;
  diag.setLogger(
    {
      warn: (message: string) => log.warnings.push(message),
      error: (message: string) => log.errors.push(message),
      info: ignore,
      debug: ignore,
      verbose: ignore,
    },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
  return log;
}
