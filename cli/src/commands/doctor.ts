/** `wireside doctor`: says what this machine can do, and how to mend what it cannot. */
import { examine } from '@wireside/bench';
import type { Command } from 'commander';
import { doctorText } from './doctor-text.ts';

/** Adds the command. Its exit code is 0 where programs can be run and judged, 1 where they cannot. */
export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('try each ability that the bench needs on this machine, and say how to mend what is lacking')
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', '\nExit code: 0 when programs can be run and judged here, 1 when they cannot.')
    .action(async ({ json }: { json?: boolean }) => {
      const report = await examine();
      process.stdout.write(json === true ? `${JSON.stringify(report, null, 2)}\n` : doctorText(report));
      process.exitCode = report.works ? 0 : 1;
    });
}
