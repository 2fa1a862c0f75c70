import { describe, expect, it } from 'vitest';
import { missingToolText } from './tools.ts';

describe('missingToolText', () => {
  it('names the packages to install, and the doctor', () => {
    expect(missingToolText(['nft', 'bwrap'])).toMatch(
      /^Not installed: nft, bwrap\. Install with: .*bubblewrap nftables\. Run "wireside doctor"/,
    );
  });
});
