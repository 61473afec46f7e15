// Checks the types of the page, and of what Houdini has generated for the operations. `skipLibCheck`, as Houdini's
// templates set it, would leave out the latter, which are declarations. The types of Houdini's own runtime and of its
// packages have errors of their own.
import { spawnSync } from 'node:child_process';

const { error, stdout } = spawnSync('node_modules/.bin/tsc', ['--pretty', 'false'], { encoding: 'utf8' });
if (error !== undefined) throw error;
const ours = stdout.split('\n').filter((line) => /^(src|\$houdini\/(artifacts|graphql))\//.test(line));
if (ours.length > 0) throw new Error(ours.join('\n'));
