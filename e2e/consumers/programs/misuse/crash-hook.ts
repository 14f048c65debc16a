import { installCrashHook, renderCrashReport } from '@threadspan/crash-hook';

// @ts-expect-error -- a report has a title
installCrashHook({ version: '1.0.0' });

// @ts-expect-error -- a report, not an error
renderCrashReport(new Error('boom'));
