// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

test('a pod needs no flags: its name tells it from others', () => {
  expect(readSettings([], { POD_NAME: 'agent-1' })).toMatchObject({
    port: 8443,
    healthPort: 8080,
    identity: 'agent-1',
    mirrors: [],
    kubeconfig: undefined,
  });
});

test('without a name there is one that no other process has', () => {
  expect(readSettings([], {}).identity).toContain(String(process.pid));
});

test('flags may come more than once where there can be several', () => {
  const mirrors = ['a=https://b', 'c=https://d'];
  const args = mirrors.flatMap((each) => ['--registry-mirror', each]);
  expect(readSettings([...args, '--port', '0'], {})).toMatchObject({ mirrors, port: 0 });
});

test.each([
  ['--prot', '1'],
  ['--port', 'x'],
  ['--port', '70000'],
])('%s %s is refused', (...args) => {
  expect(() => readSettings(args, {})).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
  );
});

test('without the URL of a control plane the agent stands alone; what is no URL is refused', () => {
  expect(readSettings([], {}).controlPlane).toBeUndefined();
  const { controlPlane } = readSettings(['--control-plane', 'https://enforce.example/'], {});
  expect(controlPlane).toBe('https://enforce.example');
  expect(() => readSettings(['--control-plane', 'enforce.example'], {})).toThrow();
});

test('an agent looks and refuses, unless it is told to look alone', () => {
  expect(readSettings([], {}).profiles).toEqual(['observer', 'enforcer']);
  expect(readSettings(['--profiles', 'observer'], {}).profiles).toEqual(['observer']);
  expect(() => readSettings(['--profiles', 'nothing'], {})).toThrow();
});

test('proxies are those of the pod’s environment; what is none is refused by the variable’s name', () => {
  expect(readSettings([], {}).proxies).toBeUndefined();
  const { proxies } = readSettings([], { HTTPS_PROXY: 'proxy.example:3128', NO_PROXY: '.svc' });
  expect(proxies?.(new URL('https://ghcr.io/v2/'))?.name).toContain('proxy.example:3128');
  expect(proxies?.(new URL('https://registry.tools.svc/v2/'))).toBeUndefined();
  expect(() => readSettings([], { HTTPS_PROXY: 'socks5://proxy.example' })).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', place: 'HTTPS_PROXY' }),
  );
});
