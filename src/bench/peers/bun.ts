// Benchmark peer: Bun's built-in WebSocket server.
//   bun run bun.ts PORT     /ws/echo returns each message, /ws/broadcast sends it to every connection on that path
type State = { broadcast: boolean };

const echo: State = { broadcast: false };
const broadcast: State = { broadcast: true };

Bun.serve<State>({
  hostname: "127.0.0.1",
  port: Number(Bun.argv[2]),
  fetch(request, server) {
    const { pathname } = new URL(request.url);
    const data = pathname === "/ws/echo" ? echo : pathname === "/ws/broadcast" ? broadcast : undefined;
    if (data && server.upgrade(request, { data })) return;
    return new Response(null, { status: data ? 426 : 404 });
  },
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0, // never
    sendPings: false,
    maxPayloadLength: 16 * 1024 * 1024,
    backpressureLimit: 64 * 1024 * 1024, // the load is closed-loop: never drop a message because of a short pile-up
    closeOnBackpressureLimit: true, // and if one would be dropped all the same, let the load generator see it
    publishToSelf: true,
    open(ws) {
      if (ws.data.broadcast) ws.subscribe("all");
    },
    message(ws, message) {
      if (ws.data.broadcast) ws.publish("all", message);
      else ws.send(message);
    },
  },
});
