/** Prints what a script does, one line per step, and runs the commands of each step. */
import { spawn } from 'node:child_process';

/** Exit code for our own faults and the machine's; the command uses 3 and above for them. */
export const OUR_FAULT = 3;

/**
 * Prints one line to standard error, so that standard output belongs to the command.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * A duration as text.
 * @param {number} since from performance.now()
 */
export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Runs a command on our terminal and resolves with its exit code, or 128 + the signal's number as in a shell.
 * @param {string} file
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function run(file, args) {
  // Ctrl-C reaches the command too, which decides how to end; this process follows.
  const wait = () => {};
  process.on('SIGINT', wait);
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit' });
    const passOn = () => child.kill('SIGTERM');
    process.on('SIGTERM', passOn);
    child.on('error', (error) => {
      say(`${file}: ${error.message}`);
      resolve(OUR_FAULT);
    });
    child.on('close', (code, signal) => {
      process.removeListener('SIGINT', wait);
      process.removeListener('SIGTERM', passOn);
      resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGTERM' ? 15 : 9));
    });
  });
}

/**
 * Runs a command without showing its output; resolves with its exit code and all that it wrote.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] `timeout` in ms bounds it
 * @returns {Promise<{code: number, output: string}>}
 */
export function runQuietly(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    }
    child.on('error', (error) => resolve({ code: OUR_FAULT, output: `${file}: ${error.message}\n` }));
    child.on('close', (code, signal) => {
      if (signal !== null) output += `${file} was killed by ${signal}\n`;
      resolve({ code: code ?? OUR_FAULT, output });
    });
  });
}
