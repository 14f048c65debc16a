// Installs the binaries that binaries/package-lock.json names, if they are not there.
import { installApart } from '../install-apart.mjs';

installApart(new URL('binaries/', import.meta.url));
