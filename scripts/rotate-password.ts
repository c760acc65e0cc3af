/**
 * New passwords for one account, a list, those that are old, or all:
 * `npx tsx scripts/rotate-password.ts ACCOUNT --now --show-passwords [--json]`, `… --older-than 365d --letters DIR`.
 * The same as `unpaperme password rotate`; --help says more.
 */
import { main } from '../src/main.js';

process.exitCode = await main(['password', 'rotate', ...process.argv.slice(2)]);
