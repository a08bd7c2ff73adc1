// Two agents list and call all eight tools, in every combination of public client, transport and era. The clients hold
// each result against its output schema; this holds it against what was meant.
import assert from 'node:assert/strict';
import { connect } from './connect.mjs';

const TOOLS = 'mesh_peers mesh_summary mesh_send mesh_inbox mesh_state mesh_lock mesh_events mesh_status'.split(' ');
const COMBINATIONS = [
  { sdk: '1.x', transport: 'stdio', era: '2025-11-25' },
  { sdk: '1.x', transport: 'http', era: '2025-11-25' },
  { sdk: '2.x', transport: 'stdio', era: '2025-11-25' },
  { sdk: '2.x', transport: 'http', era: '2025-11-25' },
  { sdk: '2.x', transport: 'stdio', era: '2026-07-28' },
  { sdk: '2.x', transport: 'http', era: '2026-07-28' },
];

const text = (result) => result.content[0].text;

async function done(agent, tool, args) {
  const result = await agent.call(tool, args);
  assert.equal(result.isError ?? false, false, text(result));
  assert.ok(result.structuredContent, `${tool} has structure`);
  return result;
}

async function until(condition, what) {
  for (const end = Date.now() + 10_000; !(await condition()); ) {
    assert.ok(Date.now() < end, `waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function meet(combination) {
  const [amy, bob] = [await connect(combination), await connect(combination)];
  try {
    const { tools } = await amy.client.listTools();
    assert.deepEqual(tools.map((tool) => tool.name), TOOLS);

    const me = (await done(amy, 'mesh_status')).structuredContent.you;
    const other = (await done(bob, 'mesh_status')).structuredContent.you;
    assert.notEqual(me, other);
    await done(bob, 'mesh_summary', { summary: 'reviews the parser' });
    const { peers } = (await done(amy, 'mesh_peers', { scope: 'directory' })).structuredContent;
    assert.equal(peers.find((peer) => peer.name === other).summary, 'reviews the parser');

    await amy.watch('mesh://locks');
    await done(amy, 'mesh_send', { to: other, message: 'hello', type: 'alert' });
    const { messages } = (await done(bob, 'mesh_inbox', { waitSeconds: 5 })).structuredContent;
    assert.deepEqual(messages.map((message) => [message.from, message.type, message.text]), [[me, 'alert', 'hello']]);
    const fate = async () => (await done(amy, 'mesh_inbox', { filter: 'sent', limit: 1 })).structuredContent.messages[0];
    await until(async () => (await fate()).delivery === 'read', 'the message to be read');

    const key = `${combination.sdk}-${combination.transport}-${combination.era}`;
    await done(amy, 'mesh_state', { action: 'set', key, value: 'v', ifVersion: 0 });
    const clash = await bob.call('mesh_state', { action: 'set', key, value: 'w', ifVersion: 0 });
    assert.ok(clash.isError && text(clash).includes('ifVersion 1'), text(clash));

    await done(bob, 'mesh_lock', { action: 'lock', filePath: `${key}.txt`, reason: 'editing' });
    const held = await amy.call('mesh_lock', { action: 'lock', filePath: `${key}.txt` });
    assert.ok(held.isError && text(held).includes(other), text(held));
    await until(() => amy.updated.includes('mesh://locks'), 'the change of a watched resource');
    const waiting = done(amy, 'mesh_lock', { action: 'lock', filePath: `${key}.txt`, waitSeconds: 10 });
    await done(bob, 'mesh_lock', { action: 'unlock' });
    assert.equal((await waiting).structuredContent.locks[0].holder, me);

    await done(amy, 'mesh_events', { action: 'emit', type: 'build.done', payload: { key } });
    const { events } = (await done(bob, 'mesh_events', { types: ['build.*'], limit: 1 })).structuredContent;
    assert.deepEqual(events[0].payload, { key });

    const { resources } = await amy.client.listResources();
    assert.equal(resources.length, 4);
    const read = await amy.client.readResource({ uri: 'mesh://peers' });
    assert.ok(JSON.parse(read.contents[0].text).peers.some((peer) => peer.name === other));
    const prompt = await amy.client.getPrompt({ name: 'mesh-sync', arguments: { peer: other } });
    assert.ok(prompt.messages[0].content.text.includes(other));
    const completed = await amy.client.complete({
      ref: { type: 'ref/prompt', name: 'mesh-sync' },
      argument: { name: 'peer', value: other.slice(0, 3) },
    });
    assert.ok(completed.completion.values.includes(other));
    await assert.rejects(amy.client.callTool({ name: 'mesh_nine' }), /-32602|Unknown tool/);
  } finally {
    await Promise.all([amy.close(), bob.close()]);
  }
}

for (const combination of COMBINATIONS) {
  const start = Date.now();
  await meet(combination);
  console.log(`TypeScript client ${combination.sdk}, ${combination.transport}, ${combination.era}: ${Date.now() - start} ms`);
}
process.exit(0);
