/** Real scans, taken in and read with curl; the PDF with poppler and qpdf. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { simpleParser, type ParsedMail } from 'mailparser';
import { projectPath } from '../../src/lib/project-path.js';
import { needs } from './support.js';
import { RunningServer, type Endpoints } from '../support/running-server.js';

const execute = promisify(execFile);

describe('a scanned letter', function () {
  this.timeout(180_000);
  const server = new RunningServer();
  let endpoints: Endpoints;
  let user: string;
  let password: string;

  before(async () => {
    endpoints = await server.start();
    const issued = await server.addAccount('Jürgen Möllenkamp');
    ({ user, password } = issued);
    const scans = ['14-schulbrief-exif.jpg', '10-kuendigungsbestaetigung.pdf'].map((name) =>
      projectPath(`test/fixtures/scans/${name}`),
    );
    const lines = await server.run('intake', '--account', String(issued.account), ...scans, '--wait', '--json');
    const results = lines
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { result: string }).result);
    assert.deepEqual(results, ['delivered', 'delivered']);
  });
  after(() => server.remove());

  const curl = async (path: string, ...options: readonly string[]) => {
    const url = `imaps://localhost:${endpoints.imaps.port}${path}`;
    const args = [
      '--silent',
      '--show-error',
      '--cacert',
      endpoints.ca,
      '--user',
      `${user}:${password}`,
      ...options,
      url,
    ];
    return (await execute('curl', args, { encoding: 'buffer', maxBuffer: 1e8 })).stdout;
  };

  const letter = async (): Promise<ParsedMail> => {
    for (const index of [1, 2]) {
      const mail = await simpleParser(await curl(`/INBOX;MAILINDEX=${index}`));
      if (mail.text?.includes('Kündigung')) return mail;
    }
    throw new Error('no letter with that word');
  };

  it('curl lists INBOX and reads a letter with umlauts, preview and PDF', async function () {
    needs(this, 'curl');
    assert.equal((await curl('/INBOX?ALL')).toString().trim(), '* SEARCH 1 2');
    const mail = await letter();
    assert.match(mail.subject ?? '', /Kündigung/);
    const [preview, pdf] = [mail.attachments.find(({ related }) => related), mail.attachments.at(-1)];
    assert.equal(preview?.contentType, 'image/jpeg');
    assert.equal(preview.content.subarray(0, 2).toString('hex'), 'ffd8');
    assert.equal(pdf?.contentType, 'application/pdf');
  });

  it('poppler finds the recognised words in the PDF, and qpdf is content with it', async function () {
    needs(this, 'curl', 'pdftotext', 'qpdf');
    const file = join(server.dataDir, 'letter.pdf');
    writeFileSync(file, (await letter()).attachments.at(-1)!.content);
    assert.match((await execute('pdftotext', [file, '-'])).stdout, /Kündigung/);
    assert.match((await execute('qpdf', ['--check', file])).stdout, /No syntax or stream encoding errors found/);
  });
});
