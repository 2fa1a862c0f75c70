import { expect, test } from 'vitest';
import { peerNames } from './catalog.ts';
import { clients } from './client-catalog.ts';
import { checkActorOptions, sceneActor, sceneActorNames } from './scene-actors.ts';

test('every server and every client has exactly one name', () => {
  expect(new Set(sceneActorNames).size).toBe(peerNames.length + Object.keys(clients).length);
  const named = sceneActorNames.map((name) => sceneActor(name)!);
  expect(named.filter(({ role }) => role === 'server').map(({ catalogName }) => catalogName)).toEqual(
    peerNames,
  );
  expect(named.filter(({ role }) => role === 'client').map(({ catalogName }) => catalogName)).toEqual(
    Object.keys(clients),
  );
});

test('a client is named as in the catalog, with -client where a server has the name', () => {
  expect(sceneActor('echo')).toMatchObject({ role: 'server', catalogName: 'echo' });
  expect(sceneActor('echo-client')).toMatchObject({ role: 'client', catalogName: 'echo' });
  expect(sceneActor('page-tls-client')).toMatchObject({ role: 'client', catalogName: 'page-tls' });
  expect(sceneActor('pdc')).toMatchObject({ role: 'client', catalogName: 'pdc' });
  expect(sceneActor('pdc-client')).toBeUndefined();
  expect(sceneActor('toString')).toBeUndefined();
});

test('checks the options of servers and of clients', () => {
  expect(checkActorOptions('pmu', { messages: 5 })).toEqual([]);
  expect(checkActorOptions('pmu', { color: 1 })).toMatchObject([{ code: 'PEER_OPTION_UNKNOWN' }]);
  expect(checkActorOptions('echo-client', { server: 'server.lab', port: 5000, text: 'hi' })).toEqual([]);
  expect(checkActorOptions('echo-client', { port: 0, stay: 'no' })).toMatchObject([
    { code: 'PEER_OPTION_VALUE', option: 'port' },
    { code: 'PEER_OPTION_VALUE', option: 'stay' },
  ]);
  // What a row of the table cannot express.
  expect(checkActorOptions('sender', { sciper: 'abc' })).toMatchObject([{ option: 'sciper' }]);
  expect(checkActorOptions('page-client', { url: 'ftp://x' })).toMatchObject([{ option: 'url' }]);
});

test('never throws, whatever a file held', () => {
  for (const name of sceneActorNames) {
    for (const options of [undefined, null, 7, [], 'text', { 7: [] }])
      expect(Array.isArray(checkActorOptions(name, options))).toBe(true);
  }
  expect(checkActorOptions('echo-client', [])).toMatchObject([{ code: 'PEER_OPTION_VALUE' }]);
  expect(checkActorOptions('pmx', {})).toMatchObject([{ code: 'PEER_UNKNOWN', choices: sceneActorNames }]);
});
