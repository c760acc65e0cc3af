/** Encrypted lists of passwords: `<name>-run<run>-<first>-<batch>.csv.asc`, one a batch, since none can be added to. */
import { basename, dirname, resolve } from 'node:path';
import type { PreparedBatch, PreparedPassword } from '../../mail/admin.js';
import type { Encryption } from '../../mail/encryption.js';
import { formatCsv } from './csv.js';
import { padded, type RotationOutput } from './outputs.js';
import { makePrivateFolder, removeFiles, syncFolder, writePrivateFile } from './safe-file.js';

interface Part {
  readonly run: number;
  /** Number of its first account in the run, from 1. */
  readonly first: number;
}

/**
 * @param file as the admin named it, such as `passwords.csv`: the parts lie beside it
 * @param warn told when others can open the folder
 */
export async function csvOutput(
  file: string,
  encryption: Encryption,
  warn: (text: string) => void,
): Promise<RotationOutput> {
  const folder = dirname(resolve(file));
  const stem = basename(file).replace(/(\.csv)?(\.(asc|pgp|gpg))?$/i, '') || 'passwords';
  const partName = (run: number, { before, batch }: PreparedBatch) =>
    `${stem}-run${run}-${padded(before + 1)}-${batch.slice(0, 8)}.csv.asc`;

  async function write(run: number, batch: PreparedBatch, passwords: readonly PreparedPassword[]): Promise<void> {
    const text = formatCsv([head, ...passwords.map(row)]);
    await writePrivateFile(folder, partName(run, batch), await encryption.encrypt(text));
    await syncFolder(folder);
  }

  const remove = async (unwanted: (part: Part, name: string) => boolean) => {
    await removeFiles(folder, (name) => {
      const part = partOf(stem, name);
      return part !== undefined && unwanted(part, name);
    });
    await syncFolder(folder);
  };
  const removeFrom = (run: number, before: number) => remove((part) => part.run === run && part.first > before);

  await makePrivateFolder(folder, warn);
  return {
    setupLinks: false,
    clean: removeFrom,
    async write(run, batch, each) {
      await removeFrom(run, batch.before);
      if (batch.passwords.length === 0) return;
      await write(run, batch, batch.passwords);
      batch.passwords.forEach(each);
    },
    async settle(run, batch, issued) {
      if (issued.length === 0) await removeFrom(run, batch.before);
      else if (issued.length < batch.passwords.length) await write(run, batch, issued);
    },
    discard: (run, batch) => remove((_part, name) => name === partName(run, batch)),
    // Writing has taken away what was void: a part cannot be told by what is in it.
    async finish() {},
    abandon: (run, _accounts, before) => removeFrom(run, before),
  };
}

const head = ['account', 'user', 'name', 'address', 'password', 'credential'];

function row({ account, user, name, address, password, credential }: PreparedPassword): readonly string[] {
  return [String(account), user, name, address, password, String(credential)];
}

/** Also of one that was being written when the command was killed. */
function partOf(stem: string, name: string): Part | undefined {
  const of = name.startsWith('.') ? name.slice(1).replace(/\.tmp$/, '') : name;
  if (!of.startsWith(`${stem}-run`)) return undefined;
  const [, run, first] = /^(\d+)-(\d+)-[\da-f]{8}\.csv\.asc$/.exec(of.slice(`${stem}-run`.length)) ?? [];
  return run === undefined ? undefined : { run: Number(run), first: Number(first) };
}
