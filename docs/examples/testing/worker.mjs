import { register } from 'tsx/esm/api';
import '@threadspan/executor/worker';

register();
