import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { projectPath } from '../src/lib/project-path.js';

/** Top folder of `src/` to those it may import from, as in docs/architecture.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: ['lib'],
  wire: ['wire', 'lib'],
  mail: ['mail', 'wire', 'lib'],
  texts: ['texts', 'mail', 'lib'],
  services: ['services', 'mail', 'wire', 'texts', 'lib'],
  adapters: ['adapters', 'mail', 'wire', 'lib'],
  cli: ['cli', 'mail', 'lib', 'config.ts'],
};

describe('layers', () => {
  const src = projectPath('src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const imports = files.flatMap((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => {
      const target = relative(src, resolve(join(src, dirname(file)), match[1]!.replace(/\.js$/, '.ts')));
      return { file, target };
    });
  });

  it('finds the imports', () => assert.ok(imports.length > 100));

  for (const [layer, allowed] of Object.entries(mayImport)) {
    it(`${layer} imports only from ${allowed.join(', ')}`, () => {
      const wrong = imports.filter(({ file, target }) => {
        return file.startsWith(`${layer}/`) && !allowed.includes(target.split('/')[0]!);
      });
      assert.deepEqual(wrong, []);
    });
  }

  it('services do not import each other', () => {
    const service = (path: string) => (path.startsWith('services/') ? path.split('/')[1] : undefined);
    const wrong = imports.filter(({ file, target }) => {
      return service(file) !== undefined && service(target) !== undefined && service(file) !== service(target);
    });
    assert.deepEqual(wrong, []);
  });
});
