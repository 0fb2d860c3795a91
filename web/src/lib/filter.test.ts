import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csv } from './csv';
import { narrowed, term, tokens } from './filter';

test('a value becomes a test of its column', () => {
  assert.equal(term('src_addr', '192.0.2.1'), 'src_addr = 192.0.2.1');
  assert.equal(term('src_addr/24', '192.0.2.0/24'), 'src_addr = 192.0.2.0/24');
  assert.equal(term('proto', 6), 'proto = 6');
  assert.equal(term('src_mac', '02:00:00:00:00:01'), 'src_mac = 02:00:00:00:00:01');
  assert.equal(term('dst_port', null), undefined);
});

test('text of an exporter stays text', () => {
  assert.equal(term('application_name', '1.2.3.4'), 'application_name = "1.2.3.4"');
  assert.equal(term('application_name', '" or any'), `application_name = '" or any'`);
  assert.equal(term('application_name', `"'`), undefined);
});

test('a filter is narrowed without its meaning changing', () => {
  assert.equal(narrowed('', 'proto = 6'), 'proto = 6');
  assert.equal(narrowed('tcp', 'src_port = 1', false), 'tcp and not src_port = 1');
  assert.equal(narrowed('tcp or udp', 'src_port = 1'), '(tcp or udp) and src_port = 1');
  assert.equal(narrowed('tcp # web', 'src_port = 1'), '(tcp # web\n) and src_port = 1');
});

test('tokens keep every character', () => {
  for (const text of ['src ip 10.0.0.0/8 and not (port in [22, 443])', '"open', "a # comment\nor 'b'", '\u00e9\u2603 <b>']) {
    assert.equal(tokens(text).map((token) => token.text).join(''), text);
  }
  assert.deepEqual(tokens('tcp and 2001:db8::/32').filter((token) => token.kind !== 'space').map((token) => token.kind), ['word', 'joint', 'address']);
});

test('a cell that a spreadsheet would run is text', () => {
  assert.equal(csv([['=cmd()', 'a"b', 1, null]]), `'=cmd(),"a""b",1,\r\n`);
});
