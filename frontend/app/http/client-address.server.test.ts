import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { clientAddress, clientAddressHeader, signedAddress } from './client-address.server'

const args = (clientAddress: string | undefined, headers: Record<string, string> = {}) => ({
  request: new Request('http://hub.example/', { headers }),
  context: { clientAddress },
})
const forged = { 'X-Forwarded-For': '198.51.100.1', 'X-Real-IP': '198.51.100.2' }

test('the signature is the one that the API computes', () => {
  const signed = signedAddress('203.0.113.7', 1_700_000_000, '0123456789abcdef0123456789abcdef')

  expect(signed).toBe('203.0.113.7;t=1700000000;s=KS_aGE15cn_-zPZA83px_cK76cvoc5N15kiJIsKgdtg')
})

test('another address, time or secret has another signature', () => {
  const signatures = [
    signedAddress('203.0.113.7', 1, 'a'),
    signedAddress('203.0.113.8', 1, 'a'),
    signedAddress('203.0.113.7', 2, 'a'),
    signedAddress('203.0.113.7', 1, 'b'),
  ].map((signed) => signed.split(';s=')[1])

  expect(new Set(signatures).size).toBe(4)
  expect(signatures[0]).toBe(
    createHmac('sha256', 'a').update('client-address\n203.0.113.7\n1').digest('base64url'),
  )
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:DB8::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['localhost', undefined],
  [undefined, undefined],
])('a connection from %s counts as %s, whatever the headers say', (connected, address) => {
  expect(clientAddress(args(connected, forged), false)).toBe(address)
})

test.each([
  [{ 'X-Vercel-Forwarded-For': '203.0.113.7', ...forged }, '203.0.113.7'],
  [{ 'X-Real-IP': '203.0.113.7' }, '203.0.113.7'],
  [{ 'X-Forwarded-For': '203.0.113.7' }, undefined],
  [{ 'X-Vercel-Forwarded-For': '203.0.113.7;t=1' }, undefined],
])('on Vercel %o gives %s', (headers, address) => {
  expect(clientAddress(args('10.0.0.1', headers), true)).toBe(address)
})

test('where the address is not known, no header is sent', () => {
  expect(clientAddressHeader(args(undefined))).toEqual({})
  expect(Object.keys(clientAddressHeader(args('203.0.113.7')))).toEqual(['X-Client-Address'])
})
