/** Where this package is installed, however its code was bundled. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const MANIFEST = createRequire(import.meta.url).resolve('@wireside/bench/package.json');

/** The folder of this package. */
export const PACKAGE_FOLDER = dirname(MANIFEST);

/** The path of a file of a package that this one depends on. @throws {Error} when it is not installed */
export const resolveDependency = createRequire(MANIFEST).resolve;
