"""It receives once."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        message = await connection.recv()
        print(message.decode(), flush=True)


asyncio.run(main(*sys.argv[1:4]))
