// What workers run that load TypeScript.
import { register } from 'tsx/esm/api';
import '@threadspan/executor/worker';

register();
