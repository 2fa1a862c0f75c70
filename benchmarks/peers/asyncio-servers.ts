/** The same servers in Python, as a teacher would write them with asyncio: short, plain, and without limits. */

const ANSWER = `
import asyncio, ssl, sys
MESSAGES, FLOOD = int(sys.argv[1]), open(sys.argv[2], 'rb').read()
`;

const STREAMS = `${ANSWER}
async def serve(reader, writer):
    try:
        command = (await reader.read(100)).decode()
        if command == 'CMD_floodme':
            writer.write(FLOOD)
        else:
            for i in range(MESSAGES):
                writer.write(b'This is PMU data %d' % i)
                await writer.drain()
                if i < MESSAGES - 1: await asyncio.sleep(float(command.split(':')[1]))
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    except ConnectionError:
        pass
async def main():
    context = None
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])
    server = await asyncio.start_server(serve, '127.0.0.1', 0, ssl=context, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
`;

const WEBSOCKET = `${ANSWER}
import websockets
async def serve(ws, *_):
    command = await ws.recv()
    if command == 'CMD_floodme':
        await ws.send(FLOOD)
    else:
        for i in range(MESSAGES):
            await ws.send(b'This is PMU data %d' % i)
            if i < MESSAGES - 1: await asyncio.sleep(float(command.split(':')[1]))
async def main():
    options = dict(compression=None, ping_interval=None, backlog=4096)
    async with websockets.serve(serve, '127.0.0.1', 0, **options) as server:
        print(list(server.sockets)[0].getsockname()[1], flush=True)
        await asyncio.Future()
asyncio.run(main())
`;

/** Source by transport. The arguments are the number of messages, the flood's file, and for TLS certificate and key. */
export const ASYNCIO_SERVERS = { tcp: STREAMS, tls: STREAMS, websocket: WEBSOCKET } as const;
