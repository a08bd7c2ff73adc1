// Forwards to the broker with its token and a project added, for suites that can send neither.
//   node bearer-proxy.mjs BROKER_PORT TOKEN_FILE PROJECT   prints its own port
// Names of this machine are rewritten to those of the broker; foreign Host and Origin headers pass, to be refused there.
import http from 'node:http';
import { readFileSync } from 'node:fs';

const [brokerPort, tokenFile, project] = process.argv.slice(2);
const token = readFileSync(tokenFile, 'utf8').trim();
const broker = `127.0.0.1:${brokerPort}`;
const isLocal = (name) => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(name);

const proxy = http.createServer((request, response) => {
  const headers = { ...request.headers, authorization: `Bearer ${token}` };
  if (isLocal(headers.host)) headers.host = broker;
  if (headers.origin && isLocal(headers.origin.replace('http://', ''))) headers.origin = `http://${broker}`;
  const onward = http.request(
    {
      host: '127.0.0.1',
      port: brokerPort,
      method: request.method,
      path: `${request.url}?project=${encodeURIComponent(project)}`,
      headers,
    },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
});
proxy.listen(0, '127.0.0.1', () => console.log(proxy.address().port));
