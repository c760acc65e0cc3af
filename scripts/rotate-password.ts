/**
 * A new password for an account: `npx tsx scripts/rotate-password.ts ACCOUNT --now | --grace 7d [--json]`.
 * The same as `unpaperme password rotate`; --help says more.
 */
import { main } from '../src/main.js';

process.exitCode = await main(['password', 'rotate', ...process.argv.slice(2)]);
