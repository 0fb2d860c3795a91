import { ask, type Column, type Field, type Fields, type Value } from './api';
import { bytes, count, countryName, plain, quantity } from './format';
import { base } from './dimension';
import { duration, formatTime } from './time';

/** The columns there are, asked for once. */
class FieldTable {
  columns = $state.raw<Field[]>([]);
  protocols = $state.raw<Record<string, string>>({});

  async load(): Promise<void> {
    const fields = await ask<Fields>('fields');
    this.columns = fields.columns;
    this.protocols = fields.protocols;
  }

  find(name: string): Field | undefined {
    return this.columns.find((field) => field.name === base(name));
  }

  get dimensions(): Field[] {
    return this.columns.filter((field) => field.role === 'dimension');
  }
}

export const fields = new FieldTable();

export { base };

/** Services by their ports, those that people say by name (IANA, Service Name and Transport Protocol Port Number Registry). */
const services: Record<number, string> = {
  20: 'ftp-data', 21: 'ftp', 22: 'ssh', 23: 'telnet', 25: 'smtp', 53: 'dns', 67: 'dhcp', 68: 'dhcp', 69: 'tftp', 80: 'http', 110: 'pop3', 123: 'ntp', 143: 'imap', 161: 'snmp', 162: 'snmptrap',
  179: 'bgp', 389: 'ldap', 443: 'https', 445: 'smb', 465: 'smtps', 500: 'isakmp', 514: 'syslog', 546: 'dhcpv6', 547: 'dhcpv6', 587: 'submission', 636: 'ldaps', 853: 'dns-tls', 993: 'imaps',
  995: 'pop3s', 1194: 'openvpn', 1433: 'ms-sql', 1883: 'mqtt', 2055: 'netflow', 3128: 'proxy', 3306: 'mysql', 3389: 'rdp', 4739: 'ipfix', 5060: 'sip', 5222: 'xmpp', 5432: 'postgresql',
  5672: 'amqp', 6343: 'sflow', 6379: 'redis', 6443: 'kubernetes', 8080: 'http-alt', 8443: 'https-alt', 9092: 'kafka', 9200: 'elasticsearch', 11211: 'memcached', 27017: 'mongodb', 51820: 'wireguard',
};

const endReasons: Record<number, string> = { 1: 'idle', 2: 'active timeout', 3: 'end of flow', 4: 'forced end', 5: 'lack of resources' };

/** The control bits that are set, as letters. */
export function tcpFlags(bits: number): string {
  const letters = 'CEUAPRSF';
  return [...letters].filter((_, i) => bits & (0x80 >> i)).join('') || 'none';
}

/** A value as people read it, and a note beside it. */
export function shown(column: Column, value: Value): { text: string; note?: string } {
  if (value === null) return { text: '–' };
  const name = base(column.name);
  if (typeof value === 'string') return { text: value, note: name.endsWith('_country') ? countryName(value) : undefined };
  switch (column.kind) {
    case 'octets':
      return { text: bytes(value) };
    case 'count':
      return { text: count(value) };
    case 'time':
      return { text: formatTime(value / 1e6, 'always') + '.' + String(Math.floor(value / 1e6) % 1000).padStart(3, '0') };
    case 'duration':
      return { text: duration(value / 1e9) };
    case 'real':
      return { text: quantity(value, '') };
    case 'protocol':
      return { text: (fields.protocols[String(value)] ?? String(value)).toUpperCase() };
    case 'tcp-flags':
      return { text: tcpFlags(value), note: `0x${value.toString(16).padStart(2, '0')}` };
  }
  if (name.endsWith('_port')) return { text: String(value), note: services[value] };
  if (name.endsWith('_as')) return { text: value === 0 ? 'none' : `AS${value}` };
  if (name === 'flow_end_reason') return { text: String(value), note: endReasons[value] };
  if (name === 'flow_direction') return { text: String(value), note: value === 0 ? 'ingress' : 'egress' };
  if (name === 'etype') return { text: `0x${value.toString(16).padStart(4, '0')}`, note: value === 0x800 ? 'IPv4' : value === 0x86dd ? 'IPv6' : undefined };
  return { text: /_id$|label|_if$|mark|seq/.test(name) ? String(value) : plain(value) };
}

/** The name of a dimension for a heading. */
export function title(name: string): string {
  const known: Record<string, string> = {
    src_addr: 'Source', dst_addr: 'Destination', src_port: 'Source port', dst_port: 'Destination port', proto: 'Protocol', src_as: 'Source AS', dst_as: 'Destination AS',
    src_tag: 'Source tag', dst_tag: 'Destination tag', src_country: 'Source country', dst_country: 'Destination country',
    in_if: 'Input interface', out_if: 'Output interface', sampler_address: 'Exporter', tcp_flags: 'TCP flags', ip_tos: 'TOS', time_flow_end_ns: 'End', time_flow_start_ns: 'Start',
    time_received_ns: 'Received', bytes: 'Bytes', packets: 'Packets', flows: 'Flows', application_name: 'Application', vlan_id: 'VLAN', next_hop: 'Next hop', sampling_rate: 'Sampling',
  };
  const [column, ...prefix] = name.split('/');
  const words = known[column!] ?? column!.replaceAll('_', ' ').replace(/^./, (c) => c.toUpperCase());
  return prefix.length > 0 ? `${words} /${prefix.join('/')}` : words;
}

/** What stands for a group in a legend. */
export const groupName = (columns: Column[], key: Value[]) =>
  key.map((value, i) => { const { text, note } = shown(columns[i]!, value); return note ? `${text} ${note}` : text; }).join(' · ') || 'All';
