/** A Postfix of our own: private configuration and queue, as Debian sets it up for durability, ended with the run. */
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** @returns why Postfix cannot be measured here, and what to do about it */
export function postfixObstacle(): string | undefined {
  try {
    execFileSync('postconf', ['-d', 'mail_version'], { stdio: 'pipe' });
  } catch {
    return 'Postfix is not installed: apt-get install postfix';
  }
  return process.getuid?.() === 0 ? undefined : 'Postfix needs root: run this as root';
}

export interface Postfix {
  readonly port: number;
  /** Root of its process tree. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** Takes mail from loopback without login, and relays all of it to the sink. */
export async function startPostfix(folder: string, port: number, sinkPort: number): Promise<Postfix> {
  const config = join(folder, 'etc');
  await cp('/etc/postfix', config, { recursive: true });
  await mkdir(join(folder, 'spool'), { recursive: true });
  await mkdir(join(folder, 'data'), { recursive: true });
  await execute('chown', ['postfix:root', join(folder, 'data')]);
  // Everything else stays as it comes: syncs when a message is queued, 20 deliveries to one destination.
  await writeFile(join(config, 'main.cf'), mainCf(folder, sinkPort));
  await writeFile(join(config, 'master.cf'), masterCf(port));
  await execute('postfix', ['-c', config, 'start']);
  const pid = Number(readFileSync(join(folder, 'spool/pid/master.pid'), 'latin1').trim());
  return { port, pid, stop: async () => void (await execute('postfix', ['-c', config, 'stop'])) };
}

function mainCf(folder: string, sinkPort: number): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = ${folder}
myhostname = bench.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relayhost = [127.0.0.1]:${sinkPort}
smtp_host_lookup = native
message_size_limit = 100000000
smtpd_client_connection_count_limit = 0
alias_maps =
alias_database =
`;
}

function masterCf(port: number): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
postlog   unix-dgram n  -  n  -  1  postlogd
pickup    unix  n  -  n  60    1  pickup
cleanup   unix  n  -  n  -     0  cleanup
qmgr      unix  n  -  n  300   1  qmgr
rewrite   unix  -  -  n  -     -  trivial-rewrite
bounce    unix  -  -  n  -     0  bounce
defer     unix  -  -  n  -     0  bounce
trace     unix  -  -  n  -     0  bounce
verify    unix  -  -  n  -     1  verify
flush     unix  n  -  n  1000? 0  flush
proxymap  unix  -  -  n  -     -  proxymap
smtp      unix  -  -  n  -     -  smtp
relay     unix  -  -  n  -     -  smtp
error     unix  -  -  n  -     -  error
retry     unix  -  -  n  -     -  error
discard   unix  -  -  n  -     -  discard
local     unix  -  n  n  -     -  local
anvil     unix  -  -  n  -     1  anvil
scache    unix  -  -  n  -     1  scache
`;
}
