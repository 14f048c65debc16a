import { Module } from '@nestjs/common';
import { CountingWorkers } from './counting-workers.js';
import { LineCounter, Settings } from './line-counter.js';
import { Reports } from './reports.js';

@Module({ providers: [Settings, LineCounter, CountingWorkers, Reports] })
export class AppModule {}
