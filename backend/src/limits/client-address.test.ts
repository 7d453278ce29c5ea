import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Caller, clientNetwork, type TrustedProxy } from './client-address.ts'

const secret = '0123456789abcdef0123456789abcdef'
const REAL_IP: TrustedProxy = { header: 'x-real-ip', fromEnd: 1 }
const FORWARDED_FOR: TrustedProxy = { header: 'x-forwarded-for', fromEnd: 1 }

const networkOf = (
  headers: Caller['headers'],
  trustedProxy?: TrustedProxy,
  socketAddress = '198.51.100.1',
) => clientNetwork({ headers, socketAddress }, { trustedProxy, secret })

const signed = (address: string, seconds: number, key = secret) => {
  const signature = createHmac('sha256', key).update(`client-address\n${address}\n${seconds}`)
  return `${address};t=${seconds};s=${signature.digest('base64url')}`
}

const everyHeader = (address: string) => ({
  'x-real-ip': address,
  'x-forwarded-for': address,
  'cf-connecting-ip': address,
  forwarded: `for=${address}`,
})

describe('without a proxy that is trusted', () => {
  test('the address of the connection counts, whatever the headers say', () => {
    expect(networkOf(everyHeader('203.0.113.9'))).toBe('198.51.100.1')
  })

  test.each([
    ['an IPv4 address', '198.51.100.1', '198.51.100.1'],
    ['an IPv4 address inside IPv6', '::ffff:198.51.100.1', '198.51.100.1'],
    ['an IPv6 address', '2001:db8:a:b:c:d:e:f', '2001:db8:a:b::/64'],
    ['the address of a link, with its zone', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['no address, since the connection is gone', '', 'unknown'],
  ])('%s is counted as one client', (_, socketAddress, expected) => {
    expect(networkOf({}, undefined, socketAddress)).toBe(expected)
  })

  test('every address of an IPv6 network is the same client, and those of another are not', () => {
    const networks = ['2001:db8:0:1::1', '2001:db8:0:1:ffff::2', '2001:db8:0:2::1'].map((address) =>
      networkOf({}, undefined, address),
    )
    const [one, same, other] = networks

    expect(same).toBe(one)
    expect(other).not.toBe(one)
  })
})

describe('behind a proxy that is trusted', () => {
  test('its header counts, and no other', () => {
    const headers = { ...everyHeader('203.0.113.9'), 'x-real-ip': '203.0.113.7' }

    expect(networkOf(headers, REAL_IP)).toBe('203.0.113.7')
  })

  test.each([
    ['with a port', '203.0.113.7:4711', '203.0.113.7'],
    ['in brackets', '[2001:db8::1]', '2001:db8:0:0::/64'],
    ['in brackets with a port', '[2001:db8::1]:4711', '2001:db8:0:0::/64'],
    ['with a zone', 'fe80::1%25eth0', 'fe80:0:0:0::/64'],
    ['as IPv6 for IPv4', '::FFFF:203.0.113.7', '203.0.113.7'],
    ['as IPv6 for IPv4, in hexadecimal', '::ffff:cb00:7107', '203.0.113.7'],
    ['with spaces around it', '  203.0.113.7 ', '203.0.113.7'],
  ])('an address %s is understood', (_, header, expected) => {
    expect(networkOf({ 'x-real-ip': header }, REAL_IP)).toBe(expected)
  })

  test.each([
    ['empty', ''],
    ['a word', 'unknown'],
    ['a host', 'client.example.com'],
    ['too large a number', '203.0.113.256'],
    ['a number in octal', '0203.0.113.7'],
    ['two addresses, as from a header sent twice', '203.0.113.7, '],
    ['an address with a path', '203.0.113.7/32'],
    ['IPv4 in brackets', '[203.0.113.7]'],
    ['very long', `2001:db8::${'0'.repeat(10_000)}1`],
  ])('a header that is %s leaves the address of the connection', (_, header) => {
    expect(networkOf({ 'x-real-ip': header }, REAL_IP)).toBe('198.51.100.1')
  })

  test('without the header, the address of the connection counts', () => {
    expect(networkOf({}, REAL_IP)).toBe('198.51.100.1')
  })

  test('of a list only the entry that the proxy has added counts', () => {
    const headers = { 'x-forwarded-for': '192.0.2.1, 203.0.113.9, 203.0.113.7' }

    expect(networkOf(headers, FORWARDED_FOR)).toBe('203.0.113.7')
    expect(networkOf(headers, { ...FORWARDED_FOR, fromEnd: 2 })).toBe('203.0.113.9')
    expect(networkOf(headers, { ...FORWARDED_FOR, fromEnd: 4 })).toBe('198.51.100.1')
  })
})

describe('from the page’s server', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const HEADER = '203.0.113.7;t=1700000000;s=KS_aGE15cn_-zPZA83px_cK76cvoc5N15kiJIsKgdtg'
  const fromPage = (header: string) => networkOf({ 'x-client-address': header })

  test('the client that it signs for counts', () => {
    expect(signed('203.0.113.7', 1_700_000_000)).toBe(HEADER)
    expect(fromPage(HEADER)).toBe('203.0.113.7')
    expect(fromPage(signed('2001:db8::1', 1_700_000_000))).toBe('2001:db8:0:0::/64')
  })

  test('its word counts more than that of a proxy on the way', () => {
    const headers = { 'x-client-address': HEADER, 'x-real-ip': '203.0.113.9' }

    expect(networkOf(headers, REAL_IP)).toBe('203.0.113.7')
  })

  test('two minutes of difference between the clocks are allowed, and no more', () => {
    const after = (seconds: number) => fromPage(signed('203.0.113.7', 1_700_000_000 + seconds))

    expect([-120, 120].map(after)).toEqual(['203.0.113.7', '203.0.113.7'])
    expect([-121, 121].map(after)).toEqual(['198.51.100.1', '198.51.100.1'])
  })

  test.each([
    ['without a signature', '203.0.113.7'],
    ['with an empty signature', '203.0.113.7;t=1700000000;s='],
    ['signed with another secret', signed('203.0.113.7', 1_700_000_000, 'another-secret-0')],
    ['signed for another address', HEADER.replace('203.0.113.7', '203.0.113.8')],
    ['signed for another time', HEADER.replace('1700000000', '1700000001')],
    ['with a part added', `${HEADER};x=1`],
    ['sent twice', `${HEADER}, ${HEADER}`],
    ['signed for what is no address', signed('1.2.3', 1_700_000_000)],
  ])('a header %s is not believed', (_, header) => {
    expect(fromPage(header)).toBe('198.51.100.1')
  })
})
