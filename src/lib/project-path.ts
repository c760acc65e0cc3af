/** Finds files that ship with the project, from compiled code and from sources alike. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param relative path below the folder of package.json, with `/` */
export function projectPath(relative: string): string {
  return join(projectFolder(), ...relative.split('/'));
}

let found: string | undefined;

function projectFolder(): string {
  found ??= search(dirname(fileURLToPath(import.meta.url)));
  return found;
}

function search(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error('package.json of unpaperme is not above its code: the installation is incomplete.');
  return search(parent);
}
