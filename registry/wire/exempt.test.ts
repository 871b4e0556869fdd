// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { exemptions } from './exempt.ts';
import { proxiesIn } from './proxies.ts';

/** As Go's own test of golang.org/x/net/http/httpproxy has it, at port 80. */
const list =
  'foobar.com, .barbaz.net, *.wildcard.io, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30, 2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64';

describe('NO_PROXY means what it means to programs written in Go', () => {
  test.each<[string, boolean]>([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.0.0.2', true],
    ['[::1]', true],
    ['[::2]', false],
    ['192.168.1.1', true],
    ['192.168.1.2', false],
    ['192.168.1.3', true],
    ['192.168.1.4', false],
    ['10.0.0.2', true],
    ['10.0.0.4', false],
    ['[2001:db8::52:0:1]', true],
    ['[2001:db8::52:0:2]', false],
    ['[2001:db8::52:0:3]', true],
    ['[2002:db8:a::123]', true],
    ['[fe80::424b:c8be:1643:a1b6]', false],
    ['barbaz.net', false],
    ['www.barbaz.net', true],
    ['foobar.com', true],
    ['www.foobar.com', true],
    ['FooBar.COM.', true],
    ['foofoobar.com', false],
    ['baz.com', false],
    ['localhost.net', false],
    ['barbarbaz.net', false],
    ['wildcard.io', false],
    ['nested.wildcard.io', true],
    ['awildcard.io', false],
  ])('%s: reached without a proxy, %s', (host, direct) => {
    const proxies = proxiesIn({ HTTP_PROXY: 'proxy.example:3128', NO_PROXY: list });
    expect(proxies?.(new URL(`http://${host}/`)) === undefined).toBe(direct);
  });

  test.each<[string, string, boolean]>([
    ['*', 'https://any.example/', true],
    ['a.example,*', 'https://10.1.2.3/', true],
    ['*:443', 'https://any.example/', false],
    ['', 'https://any.example/', false],
    [':1', 'https://any.example/', false],
    [',, ,', 'https://any.example/', false],
    ['example.com:8443', 'https://example.com:8443/', true],
    ['example.com:8443', 'https://example.com/', false],
    ['.example.com:443', 'https://a.example.com/', true],
    ['*.example.com:8443', 'https://a.example.com/', false],
    ['ample.com', 'https://example.com/', false],
    ['.示例.com', 'https://www.xn--fsq092h.com/', true],
    ['xn--fsq092h.com', 'https://www.示例.com/', true],
    ['10.0.0.0/8', 'https://10.255.0.1:5000/', true],
    ['10.0.0.0/8', 'https://ten.example/', false],
    ['10.0.0.0/33', 'https://10.0.0.1/', false],
    ['10.0.0.0/', 'https://10.0.0.1/', false],
    ['0.0.0.0/0', 'https://8.8.8.8/', true],
    ['0.0.0.0/0', 'https://[2001:db8::1]/', false],
    ['fd00::/8', 'https://[fd12::1]/', true],
    ['10.0.0.1', 'https://[::ffff:10.0.0.1]/', true],
    ['[fd12::1]', 'https://[fd12:0::1]/', true],
    ['https://example.com', 'https://example.com/', false],
  ])('%j and %s: %s', (text, url, direct) => {
    expect(exemptions(text)(new URL(url))).toBe(direct);
  });
});

describe('The environment names proxies', () => {
  const nameFor = (env: Record<string, string>, url: string) =>
    proxiesIn(env)?.(new URL(url))?.name;

  test.each<[Record<string, string>, string, string | undefined]>([
    [
      { HTTPS_PROXY: 'http://p.example:3128' },
      'https://a.example/',
      'HTTPS_PROXY is set to p.example:3128',
    ],
    [
      { https_proxy: 'p.example:3128' },
      'https://a.example/',
      'HTTPS_PROXY is set to p.example:3128',
    ],
    [
      { HTTPS_PROXY: 'one.example', https_proxy: 'two.example' },
      'https://a.example/',
      'HTTPS_PROXY is set to one.example:80',
    ],
    [
      { HTTPS_PROXY: 'https://p.example' },
      'https://a.example/',
      'HTTPS_PROXY is set to p.example:443',
    ],
    [
      { HTTPS_PROXY: '[fd00::1]:3128' },
      'https://a.example/',
      'HTTPS_PROXY is set to [fd00::1]:3128',
    ],
    [{ HTTPS_PROXY: 'p.example' }, 'http://a.example/', undefined],
    [{ HTTP_PROXY: 'p.example' }, 'https://a.example/', undefined],
    [{ HTTP_PROXY: 'p.example' }, 'http://a.example/', 'HTTP_PROXY is set to p.example:80'],
    [{ HTTPS_PROXY: 'p.example', no_proxy: 'a.example' }, 'https://a.example/', undefined],
    [{ HTTPS_PROXY: 'p.example' }, 'https://sub.localhost/', undefined],
    [{ HTTPS_PROXY: 'p.example' }, 'https://[::ffff:127.0.0.1]/', undefined],
  ])('%j for %s: %s', (env, url, name) => {
    expect(nameFor(env, url)).toBe(name);
  });

  test('none, where no variable is set or all are empty', () => {
    expect(proxiesIn({ NO_PROXY: '*' })).toBeUndefined();
    expect(proxiesIn({ HTTPS_PROXY: '', https_proxy: '' })).toBeUndefined();
  });

  test.each(['socks5://user:secret@p.example', 'http://', 'http://user:sec%ret@p.example', 'a b'])(
    '%s is none, and its value is not told',
    (text) => {
      const attempt = () => proxiesIn({ HTTPS_PROXY: text });
      expect(attempt).toThrow(/^HTTPS_PROXY (names no|has credentials)/);
      expect(attempt).not.toThrow(/sec/);
    },
  );

  test('its credentials are shown to the proxy, and are in no message', () => {
    const proxy = proxiesIn({ HTTPS_PROXY: 'http://us%40er:pa%3Ass@p.example:1' })?.(
      new URL('https://a.example/'),
    );
    expect(proxy?.authorization).toBe(`Basic ${Buffer.from('us@er:pa:ss').toString('base64')}`);
    expect(proxy?.name).toBe('HTTPS_PROXY is set to p.example:1');
  });
});
