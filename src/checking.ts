/** What `unpaperme dns` and `unpaperme doctor` look at, wired. Nothing here opens the data folder's databases. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext, rootCertificates } from 'node:tls';
import { dkimKeyFiles } from './adapters/dkim/key-files.js';
import { hostFacts } from './adapters/host/host-facts.js';
import { dnsLookup } from './adapters/net/dns/lookup.js';
import { openResolver } from './adapters/net/dns/resolver.js';
import { tlsProbe } from './adapters/net/probe.js';
import type { Config } from './config.js';
import { masterKeyFile } from './gateway.js';
import { mailSettings, mtaStsPolicy } from './mail-settings.js';
import { systemClock } from './mail/clock.js';
import type { DnsRecord } from './mail/dns-records.js';
import type { DoctorFinding } from './mail/doctor-finding.js';
import { dkimFolder, mailHostname } from './sending.js';
import { type Endpoints, readEndpoints } from './endpoints.js';
import { checkDns } from './services/doctor/check-dns.js';
import { checkHost } from './services/doctor/check-host.js';
import { checkListeners, type Listener } from './services/doctor/check-listeners.js';
import { checkNames } from './services/doctor/check-names.js';
import { dnsPlan } from './services/doctor/dns-plan.js';
import { runChecks } from './services/doctor/run-checks.js';
import { mtaStsPolicyId } from './wire/setup/mta-sts-policy.js';

export async function dnsRecords(config: Config): Promise<readonly DnsRecord[]> {
  const { domain } = config.service;
  const { smarthost } = config.relay;
  const settings = mailSettings(config, (await readEndpoints(config)) ?? {});
  const policy = mtaStsPolicy(config);
  return dnsPlan({
    settings,
    hostname: mailHostname(config),
    smarthost: smarthost === null ? undefined : new URL(smarthost).hostname,
    dkim: await dkimKeyFiles(dkimFolder(config)).list(),
    reportsTo: config.dns.reportsTo ?? `postmaster@${domain}`,
    mtaStsId: policy && mtaStsPolicyId(policy),
  });
}

/** @throws only the reason of `signal` */
export async function* doctor(config: Config, signal: AbortSignal): AsyncIterable<DoctorFinding> {
  const endpoints = await readEndpoints(config);
  const dns = dnsLookup(openResolver({ servers: config.dns.servers }));
  const dataDir = resolve(config.dataDir);
  const facts = () => hostFacts({ dataDir, masterKey: masterKeyFile(config) });
  const sending = config.relay.smarthost === null ? mailHostname(config) : undefined;
  const checks = [
    checkHost(facts, { connections: config.imap.connections, dataDir }),
    checkListeners(endpoints && listeners(config, endpoints), tlsProbe(trusted(endpoints)), systemClock),
    checkNames({ hosts: [config.tls.names[0]!], sending }, dns),
    checkDns(await dnsRecords(config), dns),
  ];
  yield* runChecks(checks, { signal });
}

function listeners(config: Config, endpoints: Endpoints): readonly Listener[] {
  const serverName = config.tls.names[0]!;
  const { https } = endpoints;
  const web = mailSettings(config, endpoints).web;
  const page = (name: string, need: Listener['need']): Listener[] =>
    https ? [{ name: `https for ${name},`, protocol: 'https', tls: 'implicit', serverName: name, need, ...https }] : [];
  return [
    { name: 'imaps', protocol: 'imap', tls: 'implicit', serverName, need: 'required', ...endpoints.imaps },
    { name: 'imap', protocol: 'imap', tls: 'starttls', serverName, need: 'required', ...endpoints.imap },
    { name: 'smtps', protocol: 'smtp', tls: 'implicit', serverName, need: 'required', ...endpoints.smtps },
    { name: 'smtp', protocol: 'smtp', tls: 'starttls', serverName, need: 'required', ...endpoints.smtp },
    ...(web === undefined ? [] : page(new URL(web).hostname, 'required')),
    // Where mail apps look for how to set themselves up.
    ...['autoconfig', 'autodiscover'].flatMap((label) => page(`${label}.${config.service.domain}`, 'wished')),
  ];
}

/** The world's CAs, and the development CA where its certificates are in use. */
function trusted(endpoints: Endpoints | undefined): Parameters<typeof tlsProbe>[0] {
  if (endpoints?.ca === undefined || !existsSync(endpoints.ca)) return {};
  return { secureContext: createSecureContext({ ca: [...rootCertificates, readFileSync(endpoints.ca)] }) };
}
