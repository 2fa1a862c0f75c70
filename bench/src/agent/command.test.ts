import { describe, expect, it } from 'vitest';
import { missingToolText } from '../doctor/tools.ts';
import { runCommand, ToolError } from './command.ts';

describe('runCommand', () => {
  it('returns what a command prints, and passes it its input', async () => {
    expect(await runCommand(['cat'], 'text')).toBe('text');
  });

  it('reports how a command failed, with its error message', async () => {
    const failing = runCommand(['sh', '-c', 'echo reason >&2; exit 3']);
    await expect(failing).rejects.toBeInstanceOf(ToolError);
    await expect(failing).rejects.toThrow(/: status 3: reason$/);
    await expect(runCommand(['sh', '-c', 'kill -9 $$'])).rejects.toThrow(/: killed by SIGKILL$/);
  });

  it('reports a command that is not installed', async () => {
    await expect(runCommand(['no-such-tool', '-x'])).rejects.toThrow(
      'no-such-tool -x: Not installed: no-such-tool. Run "wireside doctor" to check everything that is needed.',
    );
  });
});

describe('missingToolText', () => {
  it('names the packages to install, and the doctor', () => {
    expect(missingToolText(['nft', 'bwrap'])).toMatch(
      /^Not installed: nft, bwrap\. Install with: .*bubblewrap nftables\. Run "wireside doctor"/,
    );
  });
});
