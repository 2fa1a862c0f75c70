"""It takes the port first, and then the server."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        async for message in connection:
            print(message.decode(), flush=True)


port, server, command = sys.argv[1:4]
asyncio.run(main(server, int(port), command))
