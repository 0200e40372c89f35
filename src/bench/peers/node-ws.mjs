// Benchmark peer: the npm package `ws` on Node, one process. Only the documented API.
//   node node-ws.mjs PORT   /ws/echo returns each message, /ws/broadcast sends it to every connection on that path
import { createServer } from "node:http";
import { createRequire } from "node:module";

// Not a plain import: that ignores NODE_PATH, and the package need not be installed beside this file.
const { WebSocketServer } = createRequire(import.meta.url)("ws");

const server = createServer((request, response) => response.writeHead(404).end());
const options = { noServer: true, perMessageDeflate: false, maxPayload: 16 * 1024 * 1024 };
const echo = new WebSocketServer({ ...options, clientTracking: false });
const broadcast = new WebSocketServer(options);

echo.on("connection", (ws) => {
  ws.on("error", () => {}); // a peer that goes away is no reason to end the process
  ws.on("message", (data, binary) => ws.send(data, { binary }));
});

broadcast.on("connection", (ws) => {
  ws.on("error", () => {});
  ws.on("message", (data, binary) => {
    const options = { binary };
    for (const client of broadcast.clients) client.send(data, options);
  });
});

server.on("upgrade", (request, socket, head) => {
  const target = request.url === "/ws/echo" ? echo : request.url === "/ws/broadcast" ? broadcast : undefined;
  if (!target) return socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  target.handleUpgrade(request, socket, head, (ws) => target.emit("connection", ws, request));
});

server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 1024 });
