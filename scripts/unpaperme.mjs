#!/usr/bin/env node
// The command `unpaperme`: builds what is not built yet (or older than its sources), then runs it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(project, 'dist', 'src', 'main.js');

if (!existsSync(entry) || newest(join(project, 'src')) > statSync(entry).mtimeMs) build();
const { main } = await import(entry);
process.exitCode = await main(process.argv.slice(2));

function newest(folder) {
  if (!existsSync(folder)) return 0; // installed without sources
  return Math.max(
    0,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => statSync(join(file.parentPath ?? file.path, file.name)).mtimeMs),
  );
}

function build() {
  const require = createRequire(import.meta.url);
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(project, 'tsconfig.json')], {
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  if (status !== 0) {
    process.stderr.write('unpaperme could not be built; run "npm ci" and try again.\n');
    process.exit(70);
  }
}
