/** `wireside doctor`: reports what this machine can do, and how to fix what it cannot. */
import { examine } from '@wireside/bench';
import type { Command } from 'commander';
import { doctorText } from './doctor-text.ts';

/** Registers the command. Its exit status is 0 where programs can be run and judged, 1 where they cannot. */
export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('test what this machine can do, and say how to fix what is missing')
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', '\nExit status: 0 when programs can be run and judged here, 1 when they cannot.')
    .action(async ({ json }: { json?: boolean }) => {
      const report = await examine();
      process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : doctorText(report));
      process.exitCode = report.works ? 0 : 1;
    });
}
