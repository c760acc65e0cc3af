/** The documentation says what the program does. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { createProgram } from '../src/cli/program.js';
import type { Context } from '../src/cli/context.js';
import { projectPath } from '../src/lib/project-path.js';
import { capabilityList, type CapabilityState } from '../src/services/imap/capabilities.js';
import { defaultImapLimits } from '../src/services/imap/limits.js';

const read = (path: string) => readFileSync(projectPath(path), 'utf8');

describe('documentation', () => {
  describe('docs/protocols.md', () => {
    const rows = read('docs/protocols.md')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    const limits = defaultImapLimits;
    const states: CapabilityState[] = [
      {
        state: 'not-authenticated',
        secure: false,
        mayLogin: false,
        mayBind: false,
        compressed: false,
        without: new Set(),
        limits,
      },
      {
        state: 'not-authenticated',
        secure: true,
        mayLogin: true,
        mayBind: true,
        compressed: false,
        without: new Set(),
        limits,
      },
      { state: 'selected', secure: true, mayLogin: true, mayBind: true, compressed: false, without: new Set(), limits },
    ];
    const capabilities = new Set(
      states.flatMap((state) =>
        capabilityList(state)
          .replace(/APPENDLIMIT=\d+/, 'APPENDLIMIT')
          .split(' '),
      ),
    );

    for (const capability of capabilities) {
      it(`has a row with tests for ${capability}`, () => {
        const row = rows.find((line) => line.split('|')[3]?.includes(`\`${capability}\``));
        assert.ok(row, `no row for ${capability}`);
        const tests = [...(row.split('|')[5] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
        assert.ok(tests.length > 0, `no tests named for ${capability}`);
      });
    }

    it('names only capabilities that are advertised', () => {
      const named = rows.flatMap((line) =>
        [...(line.split('|')[3] ?? '').matchAll(/`([A-Z][^`]+)`/g)].map((match) => match[1]!),
      );
      assert.deepEqual(
        named.filter((name) => !capabilities.has(name)),
        [],
      );
    });

    it('names only tests that exist', () => {
      for (const [, name] of read('docs/protocols.md').matchAll(/`([a-z]+\/[^`]*)`/g)) {
        const path = projectPath(`test/${name!.endsWith('*') ? dirname(name!) : name!}`);
        assert.ok(existsSync(path), name);
      }
    });
  });

  it('README names every command', () => {
    const program = createProgram({} as Context);
    const commands = (command: Command, path: string): string[] => {
      if (command.commands.length === 0) return [path];
      return command.commands.flatMap((sub) => commands(sub, `${path} ${sub.name()}`.trim()));
    };
    const readme = read('README.md');
    for (const command of commands(program, '')) {
      assert.ok(readme.includes(command), command);
    }
  });

  it('README names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, name] of read('README.md').matchAll(/npm run ([\w:-]+)/g)) assert.ok(scripts[name!], name);
  });

  it('every option of config/default.yaml has a comment', () => {
    const text = read('config/default.yaml');
    let commented = false;
    for (const line of text.split('\n')) {
      const option = /^ *([A-Za-z]+): *[^ ]/.exec(line);
      if (option) assert.ok(commented, `${option[1]} has no comment`);
      // One comment may stand over several options; a blank line or a new section ends it.
      if (line.trim() === '' || /^[A-Za-z]+:$/.test(line)) commented = false;
      if (/^ *#/.test(line)) commented = true;
    }
    assert.ok(parse(text));
  });

  it('every ADR has its four parts', () => {
    for (const file of readdirSync(projectPath('docs/adr'))) {
      const text = read(`docs/adr/${file}`);
      for (const part of ['Status', 'Context', 'Decision', 'Consequences'])
        assert.match(text, new RegExp(`## ${part}`), file);
    }
  });
});
