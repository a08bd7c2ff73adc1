// Connects the public TypeScript clients to slm-mesh: { sdk: '1.x' | '2.x', transport: 'stdio' | 'http', era }.
import { readFileSync } from 'node:fs';
import * as one from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioOne } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpOne } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import * as two from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioTwo } from '@modelcontextprotocol/client/stdio';

const { SLM_MESH: launcher, SLM_MESH_DATA_DIR: dataDirectory, PROJECT: project } = process.env;
const MODERN = '2026-07-28';

export async function connect({ sdk, transport, era }) {
  const first = sdk === '1.x';
  const info = { name: 'client-under-test', version: '1' };
  const client = first
    ? new one.Client(info)
    : new two.Client(info, { versionNegotiation: { mode: era === MODERN ? { pin: MODERN } : 'legacy' } });
  await client.connect(transport === 'stdio' ? stdio(first ? StdioOne : StdioTwo) : http(first ? HttpOne : two.StreamableHTTPClientTransport));
  return new Agent(client, first, era === MODERN);
}

function stdio(Transport) {
  return new Transport({ command: launcher, args: ['mcp'], cwd: project, env: { ...process.env, SLM_MESH_DATA_DIR: dataDirectory } });
}

function http(Transport) {
  const port = readFileSync(`${dataDirectory}/port`, 'utf8').trim();
  const token = readFileSync(`${dataDirectory}/broker.token`, 'utf8').trim();
  const url = new URL(`http://127.0.0.1:${port}/mcp?project=${encodeURIComponent(project)}`);
  return new Transport(url, { requestInit: { headers: { Authorization: `Bearer ${token}` } } });
}

/** A connected client, and in an era without sessions the handle that it was given. */
class Agent {
  constructor(client, first, modern) {
    Object.assign(this, { client, first, modern, handle: undefined, updated: [] });
    const heard = (notification) => this.updated.push(notification.params.uri);
    client.setNotificationHandler(first ? ResourceUpdatedNotificationSchema : 'notifications/resources/updated', heard);
  }

  async call(name, args = {}) {
    const result = await this.client.callTool({ name, arguments: this.handle ? { ...args, peer: this.handle } : args });
    this.handle ??= this.modern ? result.structuredContent?.peer : undefined;
    return result;
  }

  async watch(uri) {
    if (this.modern) return this.client.listen({ resourceSubscriptions: [uri] });
    return this.client.subscribeResource({ uri });
  }

  close() {
    return this.client.close();
  }
}
