/** Disks that are nearly full, or that nobody may write to: made of memory, where the test may mount one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** Why none can be had here, for a test's `skip`; false where it can. */
export const noSmallDisk: string | false = whyNot();

function whyNot(): string | false {
  if (process.platform !== 'linux') return 'a disk of memory is a thing of Linux';
  if (process.getuid?.() !== 0) return 'only root may mount a disk of memory';
  // Also root may be kept from it, as in most containers.
  const { status, stderr } = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { encoding: 'utf8' });
  return status === 0 ? false : `no disk of memory can be mounted: ${stderr.trim()}`;
}

export class SmallDisk {
  readonly path: string;

  /** Of so many bytes, until the test is over. */
  constructor(test: TestContext, bytes: number) {
    this.path = mkdtempSync(join(tmpdir(), 'batchctl-disk-'));
    mount(['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', this.path]);
    test.after(() => {
      spawnSync('umount', ['-l', this.path]);
      rmSync(this.path, { recursive: true, force: true });
    });
  }

  resize(bytes: number): void {
    mount(['-o', `remount,size=${bytes}`, this.path]);
  }

  /** From now on nothing can be written to it, or again. */
  allowWriting(isAllowed: boolean): void {
    mount(['-o', `remount,${isAllowed ? 'rw' : 'ro'}`, this.path]);
  }
}

function mount(args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}
