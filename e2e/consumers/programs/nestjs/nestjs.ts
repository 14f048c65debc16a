import { Module } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { Counter, Limits, Reports, Schedule } from './providers.js';

@Module({ providers: [Limits, Counter, Reports] })
class Application {}

/** Annotated providers of an application: injected, called, and read by other decorators. */
export async function run() {
  const app = await NestFactory.createApplicationContext(Application, { logger: ['error'] });
  const reports = app.get(Reports);
  const scheduled = app.get(Reflector).get(Schedule, Reflect.get(reports, 'one'));
  const one = reports.one('src/a.ts');
  await app.close();
  return { one, scheduled };
}
