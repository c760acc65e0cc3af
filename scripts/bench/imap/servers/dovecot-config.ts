/**
 * The configuration of the Dovecot we are measured beside: version 2.3, tuned. mdbox, its fastest format; durable
 * appends; login processes that serve many connections; processes kept after logout; password checks that cost nothing.
 */
import type { TlsFiles } from '../../../../src/adapters/net/tls-identity.js';

export interface DovecotConfig {
  readonly folder: string;
  readonly ports: { readonly plain: number; readonly tls: number };
  readonly tls: TlsFiles;
  /** System user that owns the mail; root when undefined is not possible. */
  readonly mailUser: string;
  /** With the full-text index of dovecot-fts-xapian. */
  readonly xapian: boolean;
}

export const dovecotPassword = 'bench';

/** Accounts of a Dovecot: the measured one, and one whose idle connections hibernate. */
export const dovecotUsers = ['mdbox', 'hibernate'] as const;

const xapianSettings = `
mail_plugins = fts fts_xapian
plugin {
  fts = xapian
  fts_xapian = partial=3 full=20
  fts_autoindex = no
  fts_enforced = yes
}
`;

export function dovecotConf({ folder, ports, tls, mailUser, xapian }: DovecotConfig): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
mail_location = mdbox:~/mail
mail_uid = ${mailUser}
mail_gid = ${mailUser}
first_valid_uid = 1
first_valid_gid = 1

passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = passwd-file
  args = ${folder}/users
}
auth_cache_size = 10 M
disable_plaintext_auth = no
auth_mechanisms = plain login

ssl = yes
ssl_cert = <${tls.certificate}
ssl_key = <${tls.key}
ssl_min_protocol = TLSv1.2

# The default, told because appends are measured: a message is on the disk when it is confirmed.
mail_fsync = optimized
mail_max_userip_connections = 20000

namespace inbox {
  inbox = yes
  separator = /
}

default_process_limit = 8192
default_client_limit = 20000
default_vsz_limit = 2 G

service imap-login {
  service_count = 0
  process_min_avail = 2
  process_limit = 2
  client_limit = 10000
  inet_listener imap {
    port = ${ports.plain}
  }
  inet_listener imaps {
    port = ${ports.tls}
    ssl = yes
  }
}
service imap {
  # Used again after a logout instead of being started for each login.
  service_count = 1000
  process_min_avail = 4
  process_limit = 8192
  # Where imap-hibernate hands connections back.
  unix_listener imap-master {
    user = $default_internal_user
  }
}
service indexer-worker {
  vsz_limit = 4 G
}
${xapian ? xapianSettings : ''}`;
}

/** The passwd-file: user:password:uid:gid:gecos:home:shell:extra. */
export function dovecotPasswd(folder: string): string {
  return dovecotUsers
    .map((user) => {
      const hibernates = user === 'hibernate' ? ' userdb_imap_hibernate_timeout=5s' : '';
      return `${user}:{PLAIN}${dovecotPassword}::::${folder}/mail/${user}::userdb_mail=mdbox:~/mail${hibernates}\n`;
    })
    .join('');
}
