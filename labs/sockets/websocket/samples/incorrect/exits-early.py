"""It exits after the second message."""
import asyncio
import os
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        for _ in range(2):
            message = await connection.recv()
            print(message.decode(), flush=True)
        os._exit(0)


asyncio.run(main(*sys.argv[1:4]))
